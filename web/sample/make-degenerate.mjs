// A report in which everything that can be missing, empty or undefined is.
import { base64 } from './random.mjs';

const nan = (n) => base64(new Float32Array(n).fill(NaN));
const axis = { label: 'x' };
const plot = (id, series, extra = {}) => ({ kind: 'plot', id, title: id, x: axis, y: { label: 'y', unit: 'Å' }, series, ...extra });
const line = (x, y, extra = {}) => ({ name: 's', style: 'line', x, y, ...extra });

export function makeDegenerate() {
  const atoms = (n) => base64(Float32Array.from({ length: 3 * n }, (_, i) => (i * 1.7) % 10));
  return {
    format: 1,
    title: '</script><script>throw new Error("title escaped")</script>',
    subtitle: '<img src=x onerror="throw 1"> & "quotes"',
    sections: [
      { id: 'empty', title: 'Empty section', items: [] },
      { id: 'missing', title: 'No items member' },
      {
        id: 'plots', title: 'Plots', intro: 'One.\n\nTwo <b>not bold</b>.', items: [
          plot('no-series', []),
          plot('empty-series', [line([], [])]),
          plot('all-null', [line([1, 2, 3], [null, null, null])]),
          plot('one-point', [line([1], [2])]),
          plot('one-dot', [{ name: 'p', style: 'points', x: [5], y: [0], lo: [-1], hi: [1] }]),
          plot('constant', [line([1, 2, 3], [7, 7, 7])]),
          plot('gaps', [line([1, 2, 3, 4, 5, 6], [1, null, 3, 4, null, 2])]),
          plot('short-y', [line([1, 2, 3, 4], [1, 2])]),
          plot('log-nonpositive', [line([0, 1, 10, 100], [-1, 0, 5, 50])], { x: { label: 't', log: true }, y: { label: 'y', log: true } }),
          plot('log-nothing', [line([0, -1], [0, -1])], { x: { label: 't', log: true }, y: { label: 'y', log: true } }),
          plot('one-bar', [{ name: 'b', style: 'bars', x: [0], y: [3] }]),
          plot('edges', [{ name: 'b', style: 'bars', x: [], y: [1, null, 3], edges: [0, 1, 2, 4] }, { name: 'st', style: 'steps', x: [0.5, 1.5, 3], y: [2, 1, 2], edges: [0, 1, 2, 4] }]),
          plot('negative-bars', [{ name: 'b', style: 'bars', x: [0, 1, 2], y: [-3, 2, -1] }]),
          plot('band-only', [{ name: 'b', style: 'band', x: [0, 1, 2], y: [], lo: [0, null, 1], hi: [1, 2, 3] }]),
          plot('huge', [line([1e-9, 2e-9, 3e-9], [1e12, -4e12, 2e12], { name: '<i>name</i>', color: 'no such colour' })]),
          plot('bad-range', [line([1, 2], [3, 4])], { x: { label: 'x', min: 5, max: 5 }, y: { label: 'y', min: 9, max: -9 } }),
          plot('mark-outside', [line([1, 2], [3, 4])], { marks: [{ kind: 'vline', at: 40, label: 'far' }, { kind: 'hline', at: 3.5 }] }),
          plot('duplicate-x', [{ name: 'p', style: 'points', x: [1, 1, 1, 2], y: [1, 2, 3, 4] }, line([3, 1, 2], [1, 2, 3])]),
          { kind: 'plot', id: 'bare', x: {}, y: {}, series: [{ x: [1, 2], y: [1, 2] }] },
          { kind: 'plot', id: 'no-axes', series: [{ x: [1, 2], y: [1, 2] }] },
          { kind: 'plot-group', id: 'no-plots', title: 'Empty group', select: 'Pick', plots: [] },
          { kind: 'plot-group', id: 'mixed', title: 'Group', select: 'Pick', plots: [plot('g-empty', []), plot('g-full', [line([1, 2], [1, 2])])] },
        ],
      },
      {
        id: 'tables', title: 'Tables', items: [
          { kind: 'table', id: 't-none', title: 'No columns', columns: [], rows: [] },
          { kind: 'table', id: 't-empty', title: 'No rows', columns: [{ label: 'a' }], rows: [] },
          { kind: 'table', id: 't-mixed', title: 'Mixed', columns: [{ label: 'a', unit: 'K' }, { label: 'b', digits: 2 }], rows: [['<b>x</b>', null], ['y', { value: null, lo: null, hi: null }], ['z', { value: 1e-7, lo: 0, hi: null }], [3, 2.5], ['short']] },
          { kind: 'facts', id: 'f-none', title: 'No facts', rows: [] },
          { kind: 'facts', id: 'f-odd', title: 'Odd facts', rows: [['only a label'], ['html', '<u>plain</u>']] },
          { kind: 'text', id: 'x', text: '' },
          { kind: 'something-new', id: 'u', title: 'Unknown kind' },
        ],
      },
      {
        id: 'scenes', title: 'Scenes', items: [
          { kind: 'scene', id: 's-empty', title: 'No atoms', cell: [1, 0, 0, 0, 1, 0, 0, 0, 1], origin: [0, 0, 0], positions: '', types: '', species: [], fields: [] },
          { kind: 'scene', id: 's-nan', title: 'Undefined fields', cell: [10, 0, 0, 0, 10, 0, 0, 0, 10], positions: atoms(20), types: base64(new Uint8Array(20)), species: [{ name: '<b>Cu</b>', radius: 1.28 }], fields: [{ name: 'all NaN', unit: '', values: nan(20), lo: null, hi: null }, { name: 'constant', unit: 'K', values: base64(new Float32Array(20).fill(3)) }] },
          { kind: 'scene', id: 's-one', title: 'One atom, no cell', cell: [], positions: base64(new Float32Array([1, 2, 3])), types: base64(new Uint8Array([5])), species: [] },
        ],
      },
    ],
  };
}
