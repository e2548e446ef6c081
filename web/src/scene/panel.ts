/** The controls beside the 3-D view. */
import { button, el } from '../dom';
import { count, fmt, withUnit } from '../format';
import { optionText } from '../richtext';
import type { Camera } from './camera';
import type { SceneData } from './data';
import { legendBox } from './legend';
import type { SceneState } from './state';
import { check, choose, segments, slider } from './widgets';

export interface PanelEvents {
  /** colours or visibility changed */
  recolor(): void;
  /** only the picture changed */
  redraw(): void;
}

function group(title: string, ...children: (HTMLElement | null)[]): HTMLElement {
  return el('fieldset', { class: 'panel-group' }, el('legend', {}, title), ...children);
}

function colourGroup(d: SceneData, s: SceneState, on: PanelEvents): HTMLElement {
  const names = ['species', ...d.fields.map((f) => optionText(withUnit(f.name, f.unit)))];
  const legend = legendBox(d, s, on.recolor);
  const by = choose('Colour by', names, s.colorBy + 1, (i) => {
    s.colorBy = i - 1;
    legend.refresh();
    on.recolor();
  }, 'color-by');
  return group('Colour', by.root, legend.root);
}

function atomGroup(d: SceneData, s: SceneState, on: PanelEvents): HTMLElement {
  const boxes = el('div', { class: 'checks' });
  d.species.forEach((q, i) => {
    boxes.append(check(q.name, true, (v) => {
      s.visible[i] = v;
      on.recolor();
    }, q.color));
  });
  const radius = slider('Radius', { min: 0.1, max: 1.5, step: 0.05, value: s.radius }, (v) => `${fmt(v, 3)} ×`, (v) => {
    s.radius = v;
    on.redraw();
  }, 'radius');
  return group('Atoms', boxes, radius.root);
}

function sliceGroup(d: SceneData, s: SceneState, on: PanelEvents): HTMLElement {
  const height = (): number => d.cell.heights[s.slice.axis];
  const length = (v: number): string => `${(v * height()).toFixed(1)}\u2009${d.unit}`;
  const position = slider('Position', { min: 0, max: 1, step: 0.005, value: 0.5 }, length, (v) => {
    s.slice.position = v;
    on.recolor();
  }, 'slice-position');
  const thickness = slider('Thickness', { min: 0.01, max: 1, step: 0.005, value: 1 }, (v) => (v >= 0.9995 ? 'full' : length(v)), (v) => {
    s.slice.thickness = v;
    on.recolor();
  }, 'slice-thickness');
  const sync = (): void => {
    position.sync(s.slice.position);
    thickness.sync(s.slice.thickness);
  };
  const axis = segments('Slice across the cell axis', ['a', 'b', 'c'], 0, (i) => {
    s.slice.axis = i as 0 | 1 | 2;
    sync();
    on.recolor();
  });
  const clear = button('Clear', 'Show the whole cell', () => {
    s.slice.position = 0.5;
    s.slice.thickness = 1;
    sync();
    on.recolor();
  }, 'btn small');
  return group('Slice', el('div', { class: 'row' }, axis, clear), position.root, thickness.root);
}

function filterGroup(d: SceneData, s: SceneState, on: PanelEvents): HTMLElement | null {
  const usable = d.fields.map((f, i) => ({ f, i })).filter(({ f }) => f.max >= f.min);
  if (usable.length === 0) return null;
  const holder = el('div');
  const f = s.filter;
  const pick = choose('Only atoms with', ['any value', ...usable.map(({ f: q }) => optionText(withUnit(q.name, q.unit)))], 0, (k) => {
    const u = usable[k - 1];
    f.field = u ? u.i : -1;
    holder.replaceChildren();
    if (u) {
      f.lo = u.f.min;
      f.hi = u.f.max;
      const step = (u.f.max - u.f.min) / 200 || 1;
      const range = { min: u.f.min, max: u.f.max + step * 1e-3, step: 'any' as unknown as number };
      const text = (v: number): string => fmt(v, 4);
      const lo = slider('at least', { ...range, value: f.lo }, text, (v) => {
        f.lo = v;
        if (v > f.hi) hi.sync((f.hi = v));
        on.recolor();
      }, 'filter-lo');
      const hi = slider('at most', { ...range, value: f.hi }, text, (v) => {
        f.hi = v;
        if (v < f.lo) lo.sync((f.lo = v));
        on.recolor();
      }, 'filter-hi');
      holder.append(lo.root, hi.root);
    }
    on.recolor();
  }, 'filter-field');
  return group('Filter', pick.root, holder);
}

function viewGroup(d: SceneData, s: SceneState, cam: Camera, on: PanelEvents): HTMLElement {
  const row = el('div', { class: 'row' });
  d.cell.vectors.forEach((v, i) => {
    const n = 'abc'[i]!;
    row.append(button(n, `Look along ${n}`, () => {
      cam.lookAlong(v);
      on.redraw();
    }, 'btn small square'));
  });
  row.append(button('Reset', 'Reset the view', () => {
    cam.reset();
    on.redraw();
  }, 'btn small'));
  const options = el('div', { class: 'checks' },
    check('perspective', s.perspective, (v) => {
      s.perspective = cam.perspective = v;
      on.redraw();
    }),
    d.cell.given && check('cell edges', s.box, (v) => {
      s.box = v;
      on.redraw();
    }));
  return group('View along', row, options);
}

export function panel(d: SceneData, s: SceneState, cam: Camera, on: PanelEvents): { root: HTMLElement; counted(shown: number): void } {
  const tally = el('p', { class: 'dim tally', 'aria-live': 'polite' });
  const root = el('div', { class: 'panel' },
    colourGroup(d, s, on), atomGroup(d, s, on), sliceGroup(d, s, on), filterGroup(d, s, on), viewGroup(d, s, cam, on), tally);
  return {
    root,
    counted: (shown) => {
      tally.textContent = shown === d.n ? `${count(d.n)} atoms` : `${count(shown)} of ${count(d.n)} atoms shown`;
    },
  };
}
