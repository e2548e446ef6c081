/** The window onto a model: pixel rectangle, shown ranges, and the maps between them. */
import type { Rect } from './painter';
import type { Axis, Model } from './model';

export interface View {
  rect: Rect;
  x: [number, number];
  y: [number, number];
  px(v: number): number;
  py(v: number): number;
}

function unit(v: number, [a, b]: [number, number], axis: Axis): number {
  if (!axis.log) return (v - a) / (b - a);
  return (Math.log(v) - Math.log(a)) / (Math.log(b) - Math.log(a));
}

function invert(u: number, [a, b]: [number, number], axis: Axis): number {
  if (!axis.log) return a + u * (b - a);
  return Math.exp(Math.log(a) + u * (Math.log(b) - Math.log(a)));
}

export function makeView(m: Model, rect: Rect, x: [number, number], y: [number, number]): View {
  // Far-off points are held near the frame: huge coordinates make canvas strokes vanish.
  const far = 20_000;
  const hold = (v: number): number => Math.max(-far, Math.min(far, v));
  return {
    rect,
    x,
    y,
    px: (v) => hold(rect.x + rect.w * unit(v, x, m.x)),
    py: (v) => hold(rect.y + rect.h * (1 - unit(v, y, m.y))),
  };
}

/** A range scaled about a centre (both as fractions of the axis), for keyboard zoom and pan. */
export function rescale(range: [number, number], axis: Axis, centre: number, factor: number): [number, number] {
  return [invert(centre - centre * factor, range, axis), invert(centre + (1 - centre) * factor, range, axis)];
}

export function valueAt(v: View, m: Model, px: number, py: number): [number, number] {
  return [invert((px - v.rect.x) / v.rect.w, v.x, m.x), invert(1 - (py - v.rect.y) / v.rect.h, v.y, m.y)];
}

/** Ranges widened about their middle until one unit is as long along x as along y, where the plot asks for that. */
export function squared(m: Model, rect: { w: number; h: number }, r: { x: [number, number]; y: [number, number] }): { x: [number, number]; y: [number, number] } {
  if (!m.equal || !(rect.w > 0) || !(rect.h > 0)) return r;
  const perPixel = Math.max((r.x[1] - r.x[0]) / rect.w, (r.y[1] - r.y[0]) / rect.h);
  const about = ([a, b]: [number, number], length: number): [number, number] => [(a + b - length) / 2, (a + b + length) / 2];
  return { x: about(r.x, perPixel * rect.w), y: about(r.y, perPixel * rect.h) };
}
