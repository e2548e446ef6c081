/** A plot as the contract gives it, made ready for drawing: undefined values as NaN, full ranges, problems. */
import type { AxisSpec, ColorSpec, MarkSpec, PlotItem, SeriesStyle } from '../contract';
import { withUnit } from '../format';
import { arr, floats, num, str } from '../read';
import { linearTicks, logTicks, type Ticks } from './ticks';

export interface Axis {
  label: string;
  unit: string;
  title: string;
  log: boolean;
  min: number;
  max: number;
  named: { at: number; label: string }[] | null;
}

export interface Series {
  name: string;
  style: SeriesStyle;
  x: Float64Array;
  y: Float64Array;
  lo: Float64Array | null;
  hi: Float64Array | null;
  xlo: Float64Array | null;
  xhi: Float64Array | null;
  labels: string[] | null;
  edges: Float64Array | null;
  color: ColorSpec | undefined;
  dash: number[] | undefined;
  cell: [number, number];
  radius: number;
  index: number;
  hidden: boolean;
  /** bars without edges: drawn width and offset of the bar centre, in x units */
  barWidth: number;
  barShift: number;
  finite: number;
  /** x runs in one direction without repeats: a curve, not a cloud */
  ordered: boolean;
}

export interface Model {
  id: string;
  title: string;
  x: Axis;
  y: Axis;
  series: Series[];
  marks: MarkSpec[];
  equal: boolean;
  /** Why there is nothing to draw, or ''. */
  empty: string;
}

const STYLES: readonly string[] = ['line', 'points', 'steps', 'bars', 'band', 'cells'];

function axis(a: AxisSpec | null | undefined): Axis {
  const label = str(a?.label);
  const unit = str(a?.unit);
  const named = arr(a?.ticks).filter((t) => Number.isFinite(num(t?.at))).map((t) => ({ at: t.at, label: str(t.label) }));
  return { label, unit, title: withUnit(label, unit), log: a?.log === true, min: NaN, max: NaN, named: named.length > 0 ? named : null };
}

export function usable(v: number, log: boolean): boolean {
  return Number.isFinite(v) && (!log || v > 0);
}

class Extent {
  min = Infinity;
  max = -Infinity;
  constructor(private readonly log: boolean) {}
  take(v: number): void {
    if (!usable(v, this.log)) return;
    if (v < this.min) this.min = v;
    if (v > this.max) this.max = v;
  }
  get some(): boolean {
    return this.min <= this.max;
  }
}

function smallestGap(x: Float64Array): number {
  const s = [...x].filter(Number.isFinite).sort((a, b) => a - b);
  let gap = Infinity;
  for (let i = 1; i < s.length; i++) {
    const d = s[i]! - s[i - 1]!;
    if (d > 0 && d < gap) gap = d;
  }
  return Number.isFinite(gap) ? gap : 1;
}

function readSeries(p: PlotItem): Series[] {
  return arr(p.series).map((s, index) => {
    const edges = arr(s.edges).length >= 2 ? floats(s.edges) : null;
    let x = floats(s.x);
    if (x.length === 0 && edges) x = edges.subarray(0, -1).map((e, i) => (e + edges[i + 1]!) / 2);
    const lo = arr(s.lo).length > 0 ? floats(s.lo) : null;
    const hi = arr(s.hi).length > 0 ? floats(s.hi) : null;
    const labels = arr(s.labels).map((l) => str(l));
    return {
      name: str(s.name, `series ${index + 1}`),
      style: STYLES.includes(s.style) ? s.style : 'line',
      x,
      y: floats(s.y),
      lo,
      hi,
      xlo: arr(s.xlo).length > 0 ? floats(s.xlo) : null,
      xhi: arr(s.xhi).length > 0 ? floats(s.xhi) : null,
      labels: labels.length > 0 ? labels : null,
      edges: edges && edges.length === x.length + 1 ? edges : null,
      color: s.color ?? undefined,
      dash: s.dash === true ? [6, 4] : Array.isArray(s.dash) && s.dash.length > 0 ? s.dash.map((d) => num(d, 4)) : undefined,
      cell: [num(s.cell?.[0], 0), num(s.cell?.[1], 0)],
      radius: num(s.radius, 0),
      index,
      hidden: false,
      barWidth: 0,
      barShift: 0,
      finite: 0,
      ordered: isOrdered(x),
    };
  });
}

function isOrdered(x: Float64Array): boolean {
  const sign = Math.sign((x[x.length - 1] ?? 0) - (x[0] ?? 0));
  for (let i = 1; i < x.length; i++) if (Math.sign(x[i]! - x[i - 1]!) !== sign) return false;
  return true;
}

function placeBars(p: PlotItem, series: Series[]): void {
  const bars = series.filter((s) => s.style === 'bars' && !s.edges);
  const grouped = p.bars !== 'overlay' && bars.length > 1;
  const gap = Math.min(...bars.map((s) => smallestGap(s.x)), Infinity);
  bars.forEach((s, i) => {
    const slot = 0.8 * (Number.isFinite(gap) ? gap : 1);
    s.barWidth = grouped ? slot / bars.length : slot;
    s.barShift = grouped ? (i - (bars.length - 1) / 2) * s.barWidth : 0;
  });
}

/** The x interval that point i of a bar or step series covers. */
export function span(s: Series, i: number): [number, number] {
  if (s.edges) return [s.edges[i]!, s.edges[i + 1]!];
  if (s.style === 'bars') {
    const c = s.x[i]! + s.barShift;
    return [c - s.barWidth / 2, c + s.barWidth / 2];
  }
  const x = s.x;
  const left = i > 0 ? (x[i - 1]! + x[i]!) / 2 : x.length > 1 ? x[i]! - (x[i + 1]! - x[i]!) / 2 : x[i]!;
  const right = i + 1 < x.length ? (x[i]! + x[i + 1]!) / 2 : x.length > 1 ? x[i]! + (x[i]! - x[i - 1]!) / 2 : x[i]!;
  return [left, right];
}

function measure(series: Series[], ax: Axis, ay: Axis, ex: Extent, ey: Extent): void {
  for (const s of series) {
    const n = s.x.length;
    for (let i = 0; i < n; i++) {
      const x = s.x[i]!;
      const y = s.y[i] ?? NaN;
      const lo = s.lo?.[i] ?? NaN;
      const hi = s.hi?.[i] ?? NaN;
      const bandOk = s.style === 'band' && usable(lo, ay.log) && usable(hi, ay.log);
      if (!usable(x, ax.log) || !(usable(y, ay.log) || bandOk)) continue;
      s.finite += 1;
      ex.take(x);
      ex.take(s.xlo?.[i] ?? NaN);
      ex.take(s.xhi?.[i] ?? NaN);
      if (s.style === 'bars' || (s.style === 'steps' && s.edges)) span(s, i).forEach((v) => ex.take(v));
      ey.take(y);
      ey.take(lo);
      ey.take(hi);
    }
    if (s.finite > 0 && s.style === 'bars') ey.take(0);
  }
}

function widen(e: Extent, log: boolean, padLo: number, padHi: number): [number, number] {
  let { min, max } = e;
  if (log) {
    const a = Math.log10(min);
    const b = Math.log10(max);
    const d = b - a < 1e-9 ? 1 : b - a;
    return [10 ** (a - d * (b - a < 1e-9 ? 0.5 : padLo)), 10 ** (b + d * (b - a < 1e-9 ? 0.5 : padHi))];
  }
  if (!(max - min > Math.abs(max) * 1e-12)) {
    const h = max === 0 ? 1 : Math.abs(max) * 0.1;
    return [min - h, max + h];
  }
  const d = max - min;
  let lo = min - padLo * d;
  // A quantity that never is negative gets no negative axis.
  if (min >= 0 && lo < 0) lo = 0;
  let hi = max + padHi * d;
  if (max <= 0 && hi > 0) hi = 0;
  return [lo, hi];
}

function override(a: Axis, spec: AxisSpec | null | undefined): void {
  const min = num(spec?.min);
  const max = num(spec?.max);
  if (usable(min, a.log) && !(Number.isFinite(max) && max <= min) && (Number.isFinite(max) || min < a.max)) a.min = min;
  if (usable(max, a.log) && max > a.min) a.max = max;
}

export function buildModel(p: PlotItem): Model {
  const ax = axis(p.x);
  const ay = axis(p.y);
  const series = readSeries(p);
  placeBars(p, series);
  const ex = new Extent(ax.log);
  const ey = new Extent(ay.log);
  measure(series, ax, ay, ex, ey);
  const marks = arr(p.marks).filter((m) => (m?.kind === 'vline' || m?.kind === 'hline') && Number.isFinite(num(m.at)));
  const model: Model = { id: str(p.id, 'plot'), title: str(p.title), x: ax, y: ay, series, marks, equal: p.equal === true && !ax.log && !ay.log, empty: '' };
  if (series.length === 0) model.empty = 'This plot has no series.';
  else if (!ex.some || !ey.some) {
    model.empty = ax.log || ay.log
      ? 'No value of this plot is defined and positive, so its logarithmic axes have nothing to show.'
      : 'All values of this plot are undefined.';
  }
  if (model.empty !== '') return model;
  for (const m of marks) (m.kind === 'vline' ? ex : ey).take(m.at);
  const solid = series.some((s) => s.style === 'bars' || s.style === 'steps');
  const xPad = series.every((s) => s.style === 'line' || s.style === 'band') ? 0 : solid ? 0.01 : 0.03;
  [ax.min, ax.max] = widen(ex, ax.log, xPad, xPad);
  [ay.min, ay.max] = widen(ey, ay.log, 0.06, 0.09);
  override(ax, p.x);
  override(ay, p.y);
  return model;
}

export function ticksOf(a: Axis, min: number, max: number, target: number): Ticks {
  if (a.named) return { major: a.named.filter((t) => t.at >= min && t.at <= max), minor: [] };
  return a.log ? logTicks(min, max, target) : linearTicks(min, max, target);
}
