// Synthetic curves with the shapes that a Cu–Zr glass has.
import { random, range, round } from './random.mjs';

const { normal, next } = random(2024);
const gauss = (x, m, s) => Math.exp(-0.5 * ((x - m) / s) ** 2);

function gr(first, height) {
  return (r) => {
    if (r < first - 0.55) return 0;
    const tail = 1 + 0.9 * Math.exp(-0.32 * (r - first)) * Math.cos((2 * Math.PI * (r - 1.72 * first)) / 2.35);
    const rise = 1 / (1 + Math.exp(-(r - first - 0.65) / 0.09));
    return height * gauss(r, first, 0.15 + 0.07 * (r > first ? 1 : 0)) + rise * tail;
  };
}

export function pairPlot() {
  const r = range(400, (i) => round(0.02 + 0.02 * i * 1.25, 4));
  const curve = (name, color, f, extra = {}) => ({ name, style: 'line', x: r, y: r.map((v) => round(f(v), 4)), color, ...extra });
  return {
    kind: 'plot', id: 'pair-distribution', title: 'Partial pair distribution functions', width: 2,
    caption: 'Bin width 0.025 Å; averaged over 20 configurations. The split second peak between 4 and 5.5 Å is the mark of the glass.',
    x: { label: 'r', unit: 'Å', min: 1.5, max: 10 }, y: { label: 'g(r)', min: 0 },
    series: [curve('Cu–Cu', 'cu-cu', gr(2.52, 2.6)), curve('Cu–Zr', 'cu-zr', gr(2.78, 3.1)), curve('Zr–Zr', 'zr-zr', gr(3.16, 2.3)),
      curve('total', 'total', (v) => (gr(2.52, 2.6)(v) * 0.41 + gr(2.78, 3.1)(v) * 0.46 + gr(3.16, 2.3)(v) * 0.13), { dash: true })],
    marks: [{ kind: 'hline', at: 1, label: 'ideal gas' }, { kind: 'vline', at: 3.82, label: 'r_c = 3.82 Å' }],
  };
}

export function coolingPlot() {
  const T = range(85, (i) => 2000 - 20 * i);
  const V = T.map((t) => 14.9 + 0.00028 * t + 0.00052 * 40 * Math.log1p(Math.exp((t - 690) / 40)) + 0.004 * normal());
  return {
    kind: 'plot', id: 'cooling', title: 'Atomic volume on cooling',
    caption: 'The glass transition is where the two fitted lines meet.',
    x: { label: 'T', unit: 'K' }, y: { label: 'V', unit: 'Å^3 / atom' },
    series: [
      { name: 'mean of 4 runs', style: 'points', x: T, y: V.map((v) => round(v)), color: 'total' },
      { name: 'spread of runs', style: 'band', x: T, y: [], lo: V.map((v, i) => round(v - 0.02 - 0.0001 * i)), hi: V.map((v, i) => round(v + 0.02 + 0.0001 * i)), color: 0 },
      { name: 'glass fit', style: 'line', x: [300, 1000], y: [14.984, 15.18], color: 'zr', dash: true },
      { name: 'liquid fit', style: 'line', x: [500, 2000], y: [14.9412, 16.1412], color: 'cu', dash: true },
    ],
    marks: [{ kind: 'vline', at: 690, label: 'T_g = 690 K' }],
  };
}

export function voronoiPlot() {
  const names = ['⟨0,0,12,0⟩', '⟨0,2,8,2⟩', '⟨0,2,8,1⟩', '⟨0,1,10,2⟩', '⟨0,3,6,3⟩', '⟨0,2,8,0⟩', '⟨0,1,10,4⟩', '⟨0,0,12,4⟩'];
  const cu = [0.148, 0.121, 0.093, 0.064, 0.055, 0.047, 0.012, 0.004];
  const zr = [0.002, 0.004, 0.003, 0.021, 0.012, 0.001, 0.068, 0.091];
  const x = names.map((_, i) => i);
  const bar = (name, y, color) => ({ name, style: 'bars', x, y, lo: y.map((v) => round(v * 0.93)), hi: y.map((v) => round(v * 1.07)), color });
  return {
    kind: 'plot', id: 'voronoi', title: 'Most frequent Voronoi polyhedra', caption: 'Share of all polyhedra around each species; bars: 95 % interval.',
    x: { label: 'Voronoi index', ticks: names.map((label, at) => ({ at, label })) }, y: { label: 'fraction', min: 0 },
    series: [bar('around Cu', cu, 'cu'), bar('around Zr', zr, 'zr')],
  };
}

export function descriptorGroup() {
  const hist = (id, title, unit, m, s, n = 36) => {
    const lo = Math.min(...m) - 3.4 * Math.max(...s);
    const hi = Math.max(...m) + 3.4 * Math.max(...s);
    const edges = range(n + 1, (i) => round(lo + ((hi - lo) * i) / n, 6));
    const x = range(n, (i) => (edges[i] + edges[i + 1]) / 2);
    return {
      kind: 'plot', id, title, x: { label: title, unit }, y: { label: 'probability density' },
      series: ['Cu', 'Zr'].map((name, k) => ({
        name, style: 'bars', edges, x, color: name.toLowerCase(),
        y: x.map((v) => round(Math.max(0, (gauss(v, m[k], s[k]) / (s[k] * 2.5066)) * (1 + 0.06 * normal())), 6)),
      })),
    };
  };
  return {
    kind: 'plot-group', id: 'descriptors', title: 'Local descriptors by species', select: 'Descriptor',
    plots: [hist('h-volume', 'Voronoi volume', 'Å^3', [13.9, 22.6], [0.9, 1.4]), hist('h-q6', 'q_6', '', [0.46, 0.41], [0.05, 0.04]), hist('h-z', 'coordination number', '', [12.1, 15.4], [1.1, 1.2], 24)],
  };
}

/** Frames of a map, squares of one unit, in six colours. */
export function filmOfMaps() {
  const colours = ['#440154', '#414487', '#2a788e', '#22a884', '#7ad151', '#fde725'];
  const frame = (k) => {
    const points = range(12 * 20, (i) => ({ x: (i % 20) + 0.5, y: Math.floor(i / 20) + 0.5 }));
    const step = (p) => Math.min(5, Math.floor(6 * gauss(p.y, 6, 1.5) * (k / 4) + 0.4 * next()));
    return {
      kind: 'plot', id: `strain-${k}`, title: `strain 0.${k}`, equal: true, x: { label: 'x', unit: 'Å' }, y: { label: 'y', unit: 'Å' },
      series: colours.map((color, c) => {
        const own = points.filter((p) => step(p) === c);
        return { name: `${c} to ${c + 1}`, style: 'cells', color, cell: [1, 1], x: own.map((p) => p.x), y: own.map((p) => p.y) };
      }),
    };
  };
  return { kind: 'plot-group', id: 'strain-film', title: 'Strain of atoms', select: 'Applied', slider: true, plots: range(5, frame) };
}

export function scatterPlot() {
  const x = range(700, () => round(0.45 + 0.06 * normal(), 4));
  const y = x.map((v) => round(0.9 - 1.1 * v + 0.09 * normal() + 0.05 * next(), 4));
  const bx = range(9, (i) => round(0.31 + 0.035 * i, 4));
  const by = bx.map((v) => round(0.925 - 1.1 * v + 0.004 * normal(), 4));
  return {
    kind: 'plot', id: 'order-mobility', title: 'Mobility against local order', caption: 'Each dot is one atom; circles are means in equal bins with 95 % bootstrap intervals.',
    x: { label: 'q_6' }, y: { label: 'propensity', unit: 'Å^2' },
    series: [{ name: 'atoms', style: 'points', x, y, color: 5 },
      { name: 'binned mean', style: 'points', x: bx, y: by, lo: by.map((v, i) => round(v - 0.012 - 0.004 * Math.abs(i - 4))), hi: by.map((v, i) => round(v + 0.012 + 0.004 * Math.abs(i - 4))), color: 1 }],
  };
}

export function relaxationPlot() {
  const series = [];
  for (const [i, T] of [900, 1000, 1200].entries()) {
    const tau = [420, 48, 5.2][i];
    const x = range(56, (k) => round(0.02 * 10 ** (k / 11.5), 5));
    series.push({ name: `${T} K`, style: 'points', x, y: x.map((t) => round(Math.max(1e-3, (0.15 * Math.exp(-t / 0.12) + 0.85 * Math.exp(-((t / tau) ** 0.62))) * (1 + 0.012 * normal())))), color: i });
    const fx = range(80, (k) => round(0.4 * 10 ** (k / 23), 5));
    series.push({ name: `fit ${T} K`, style: 'line', dash: true, x: fx, y: fx.map((t) => round(0.85 * Math.exp(-((t / tau) ** 0.62)), 6)), color: i });
  }
  return {
    kind: 'plot', id: 'relaxation', title: 'Self part of the intermediate scattering function', caption: 'Dashed: stretched exponentials fitted for t > 1 ps.',
    x: { label: 't', unit: 'ps', log: true }, y: { label: 'F_s(q_p, t)', log: true, min: 0.01, max: 1.3 }, series,
    marks: [{ kind: 'hline', at: 0.3679, label: '1/e' }],
  };
}
