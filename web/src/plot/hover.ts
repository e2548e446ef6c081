/** What each series says under the cursor. */
import { fmt } from '../format';
import { color } from '../palette';
import { span, usable, type Model, type Series } from './model';
import { valueAt, type View } from './view';

export interface Hit { series: number; px: number; py: number; color: string; value: string; dot: boolean }
export interface Readout { x: string; hits: Hit[]; px: number; py: number }

/** Index of the point shown for a series: nearest in x, for a scatter cloud nearest on screen. */
function nearest(m: Model, v: View, s: Series, px: number, py: number, x: number): number {
  let best = -1;
  let least = Infinity;
  for (let i = 0; i < s.x.length; i++) {
    const xi = s.x[i]!;
    const yi = s.y[i] ?? (s.style === 'band' ? s.hi?.[i] : undefined) ?? NaN;
    if (!usable(xi, m.x.log) || !usable(yi, m.y.log)) continue;
    if (s.edges || s.style === 'bars') {
      const [l, r] = span(s, i);
      if (x >= Math.min(l, r) && x <= Math.max(l, r)) return i;
      if (s.edges) continue;
    }
    const dx = v.px(xi + s.barShift) - px;
    const d = (s.style === 'points' && !s.ordered) || s.style === 'cells' ? Math.hypot(dx, 0.5 * (v.py(yi) - py)) : Math.abs(dx);
    if (d < least) {
      least = d;
      best = i;
    }
  }
  // A curve that ended long before the cursor has nothing to say there.
  return least < Math.max(14, v.rect.w * 0.06) ? best : -1;
}

function valueText(s: Series, i: number): string {
  const lo = s.lo?.[i] ?? NaN;
  const hi = s.hi?.[i] ?? NaN;
  const y = s.y[i] ?? NaN;
  const label = s.labels?.[i] ? `${s.labels[i]}: ` : '';
  const range = Number.isFinite(lo) && Number.isFinite(hi) ? `${fmt(lo)} … ${fmt(hi)}` : '';
  if (!Number.isFinite(y)) return range === '' ? '–' : range;
  return label + (range === '' ? fmt(y) : `${fmt(y)} (${range})`);
}

/** Where a line is drawn without a point close by, its drawn height is read off. */
function between(v: View, s: Series, px: number): number {
  if (s.style !== 'line' || !s.ordered) return NaN;
  for (let i = 1; i < s.x.length; i++) {
    const [xa, xb] = [v.px(s.x[i - 1]!), v.px(s.x[i]!)];
    if ((px - xa) * (px - xb) > 0 || Math.abs(xb - xa) < 24) continue;
    return v.py(s.y[i - 1]!) + ((px - xa) / (xb - xa)) * (v.py(s.y[i]!) - v.py(s.y[i - 1]!));
  }
  return NaN;
}

export function readout(m: Model, v: View, px: number, py: number, dark: boolean): Readout {
  const [x] = valueAt(v, m, px, py);
  const hits: Hit[] = [];
  for (const s of m.series) {
    if (s.hidden || s.finite === 0) continue;
    const tint = color(s.color, s.index, dark);
    const read = between(v, s, px);
    if (Number.isFinite(read)) {
      const inFrame = read >= v.rect.y && read <= v.rect.y + v.rect.h;
      hits.push({ series: s.index, px, py: read, color: tint, value: `≈ ${fmt(valueAt(v, m, px, read)[1])}`, dot: inFrame });
      continue;
    }
    const i = nearest(m, v, s, px, py, x);
    if (i < 0) continue;
    const y = s.y[i] ?? NaN;
    const at = s.edges ? (s.edges[i]! + s.edges[i + 1]!) / 2 : s.x[i]! + s.barShift;
    const qx = v.px(at);
    const qy = v.py(y);
    const inside = qx >= v.rect.x && qx <= v.rect.x + v.rect.w && qy >= v.rect.y && qy <= v.rect.y + v.rect.h;
    hits.push({
      series: s.index,
      px: qx,
      py: qy,
      color: tint,
      value: valueText(s, i),
      dot: inside && usable(y, m.y.log) && !s.edges && s.style !== 'bars' && s.style !== 'cells',
    });
  }
  let xs = fmt(x);
  if (m.x.named) {
    const near = m.x.named.reduce((a, b) => (Math.abs(b.at - x) < Math.abs(a.at - x) ? b : a));
    xs = near.label;
  }
  return { x: xs, hits, px, py };
}
