/** Series as lines, points, steps, bars and bands. */
import { color } from '../palette';
import type { Painter, Rect } from './painter';
import { span, usable, type Model, type Series } from './model';
import type { View } from './view';

/** The stretches between undefined values. */
function stretches(n: number, ok: (i: number) => boolean): [number, number][] {
  const out: [number, number][] = [];
  let start = -1;
  for (let i = 0; i <= n; i++) {
    const good = i < n && ok(i);
    if (good && start < 0) start = i;
    if (!good && start >= 0) {
      out.push([start, i]);
      start = -1;
    }
  }
  return out;
}

function drawBand(p: Painter, m: Model, v: View, s: Series, c: string): void {
  const { lo, hi } = s;
  if (!lo || !hi) return;
  const ok = (i: number): boolean => usable(s.x[i]!, m.x.log) && usable(lo[i] ?? NaN, m.y.log) && usable(hi[i] ?? NaN, m.y.log);
  for (const [a, b] of stretches(s.x.length, ok)) {
    if (b - a === 1) {
      // A lone point has no width to fill.
      p.segments([v.px(s.x[a]!), v.py(lo[a]!), v.px(s.x[a]!), v.py(hi[a]!)], { color: c, width: 3, opacity: 0.35 });
      continue;
    }
    const pts: number[] = [];
    for (let i = a; i < b; i++) pts.push(v.px(s.x[i]!), v.py(hi[i]!));
    for (let i = b - 1; i >= a; i--) pts.push(v.px(s.x[i]!), v.py(lo[i]!));
    p.area(pts, { color: c, opacity: 0.2 });
  }
}

function drawLine(p: Painter, m: Model, v: View, s: Series, c: string): void {
  const ok = (i: number): boolean => usable(s.x[i]!, m.x.log) && usable(s.y[i] ?? NaN, m.y.log);
  const lone: number[] = [];
  for (const [a, b] of stretches(s.x.length, ok)) {
    const pts: number[] = [];
    for (let i = a; i < b; i++) {
      const y = v.py(s.y[i]!);
      if (s.style === 'steps') {
        const [l, r] = span(s, i);
        pts.push(v.px(usable(l, m.x.log) ? l : s.x[i]!), y, v.px(r), y);
      } else pts.push(v.px(s.x[i]!), y);
    }
    if (pts.length === 2) lone.push(...pts);
    else p.line(pts, s.dash ? { color: c, width: 1.8, dash: s.dash } : { color: c, width: 1.8 });
  }
  if (lone.length > 0) p.dots(lone, 2.6, { color: c });
}

function inFrame(v: View, x: number, y: number): boolean {
  const r = v.rect;
  return x > r.x - 8 && x < r.x + r.w + 8 && y > r.y - 8 && y < r.y + r.h + 8;
}

function drawPoints(p: Painter, m: Model, v: View, s: Series, c: string): void {
  const pts: number[] = [];
  for (let i = 0; i < s.x.length; i++) {
    if (!usable(s.x[i]!, m.x.log) || !usable(s.y[i] ?? NaN, m.y.log)) continue;
    const x = v.px(s.x[i]!);
    const y = v.py(s.y[i]!);
    if (inFrame(v, x, y)) pts.push(x, y);
  }
  if (s.radius > 0) {
    p.dots(pts, s.radius, { color: c, opacity: 0.8 });
    return;
  }
  const many = s.finite > 150;
  p.dots(pts, s.finite > 1500 ? 1.5 : many ? 2 : 3.4, { color: c, opacity: s.finite > 1500 ? 0.35 : many ? 0.5 : 1 });
}

function drawCells(p: Painter, m: Model, v: View, s: Series, c: string): void {
  const [w, h] = [s.cell[0] / 2, s.cell[1] / 2];
  const rects: Rect[] = [];
  for (let i = 0; i < s.x.length; i++) {
    if (!usable(s.x[i]!, m.x.log) || !usable(s.y[i] ?? NaN, m.y.log)) continue;
    const x = v.px(s.x[i]! - w);
    const y = v.py(s.y[i]! + h);
    // A hair wider, so that no seam of the background shows between neighbours.
    rects.push({ x, y, w: v.px(s.x[i]! + w) - x + 0.5, h: v.py(s.y[i]! - h) - y + 0.5 });
  }
  if (rects.length > 0) p.rects(rects, { color: c, opacity: 1 });
}

function drawErrors(p: Painter, m: Model, v: View, s: Series, c: string): void {
  const { lo, hi } = s;
  if (!lo || !hi) return;
  const seg: number[] = [];
  const cap = s.finite > 60 ? 0 : 3.5;
  for (let i = 0; i < s.x.length; i++) {
    if (!usable(s.x[i]!, m.x.log) || !Number.isFinite(hi[i] ?? NaN) || !Number.isFinite(lo[i] ?? NaN)) continue;
    if (!usable(hi[i]!, m.y.log)) continue;
    const x = v.px(s.x[i]! + s.barShift);
    const top = v.py(hi[i]!);
    // On a log axis a bound at or below zero reaches the foot of the frame.
    const bottom = usable(lo[i]!, m.y.log) ? v.py(lo[i]!) : v.rect.y + v.rect.h + 10;
    if (x < v.rect.x - 5 || x > v.rect.x + v.rect.w + 5) continue;
    seg.push(x, top, x, bottom);
    if (cap > 0) seg.push(x - cap, top, x + cap, top, x - cap, bottom, x + cap, bottom);
  }
  if (seg.length > 0) p.segments(seg, { color: c, width: 1.3, opacity: s.style === 'bars' ? 1 : 0.85 });
}

/** Horizontal error bars; a bound that a log axis cannot show reaches the edge of the frame. */
function drawWidths(p: Painter, m: Model, v: View, s: Series, c: string): void {
  const { xlo, xhi } = s;
  if (!xlo || !xhi) return;
  const seg: number[] = [];
  for (let i = 0; i < s.x.length; i++) {
    if (!usable(s.y[i] ?? NaN, m.y.log) || !usable(xhi[i] ?? NaN, m.x.log) || !Number.isFinite(xlo[i] ?? NaN)) continue;
    const y = v.py(s.y[i]!);
    const right = v.px(xhi[i]!);
    const left = usable(xlo[i]!, m.x.log) ? v.px(xlo[i]!) : v.rect.x - 10;
    if (y < v.rect.y - 5 || y > v.rect.y + v.rect.h + 5) continue;
    seg.push(left, y, right, y, left, y - 3.5, left, y + 3.5, right, y - 3.5, right, y + 3.5);
  }
  if (seg.length > 0) p.segments(seg, { color: c, width: 1.3, opacity: 0.85 });
}

function drawBars(p: Painter, m: Model, v: View, s: Series, c: string, overlaid: boolean): void {
  const rects: Rect[] = [];
  const base = m.y.log ? v.rect.y + v.rect.h : v.py(0);
  for (let i = 0; i < s.x.length; i++) {
    if (!usable(s.y[i] ?? NaN, m.y.log)) continue;
    const [l, r] = span(s, i);
    if (!usable(r, m.x.log)) continue;
    const x0 = usable(l, m.x.log) ? v.px(l) : v.rect.x;
    const x1 = v.px(r);
    const y = v.py(s.y[i]!);
    rects.push({ x: x0, y: Math.min(y, base), w: Math.max(1, x1 - x0), h: Math.abs(base - y) });
  }
  if (rects.length === 0) return;
  if (s.edges) p.rects(rects, { color: c, opacity: overlaid ? 0.34 : 0.55 }, { color: c, width: 1, opacity: 0.9 });
  else p.rects(rects, { color: c, opacity: 0.88 });
}

export function paintSeries(p: Painter, m: Model, v: View, dark: boolean): void {
  const overlaid = m.series.filter((s) => s.style === 'bars').length > 1;
  p.clip({ x: v.rect.x, y: v.rect.y, w: v.rect.w, h: v.rect.h }, () => {
    const shown = m.series.filter((s) => !s.hidden && s.finite > 0);
    const tint = (s: Series): string => color(s.color, s.index, dark);
    for (const s of shown) if (s.style === 'cells') drawCells(p, m, v, s, tint(s));
    for (const s of shown) if (s.style === 'band') drawBand(p, m, v, s, tint(s));
    for (const s of shown) if (s.style === 'bars') drawBars(p, m, v, s, tint(s), overlaid);
    for (const s of shown) {
      const c = tint(s);
      if (s.style !== 'band') drawErrors(p, m, v, s, s.style === 'bars' && !s.edges ? (dark ? '#e4e8ed' : '#1b222b') : c);
      drawWidths(p, m, v, s, c);
      if (s.style === 'points') drawPoints(p, m, v, s, c);
      else if (s.style !== 'bars' && s.style !== 'cells' && s.y.length > 0) drawLine(p, m, v, s, c);
    }
  });
}
