/** Grid, frame, ticks and axis titles. */
import type { Ink } from '../theme';
import { ticksOf, type Model } from './model';
import { measure, type Painter } from './painter';
import type { Tick, Ticks } from './ticks';
import type { View } from './view';

export const TICK_SIZE = 11.5;
const TITLE_SIZE = 12.5;
const TURN = -38;

export interface Room { left: number; right: number; top: number; bottom: number; turned: boolean }

const clipLabel = (s: string): string => (s.length > 28 ? `${s.slice(0, 27)}…` : s);

function yTicks(m: Model, y: [number, number], height: number): Ticks {
  return ticksOf(m.y, y[0], y[1], Math.max(2, Math.min(7, height / 46)));
}

function xTicks(m: Model, x: [number, number], width: number): Ticks {
  return ticksOf(m.x, x[0], x[1], Math.max(2, Math.min(9, width / 76)));
}

function widest(ts: readonly Tick[]): number {
  return ts.reduce((w, t) => Math.max(w, measure(clipLabel(t.label), TICK_SIZE)), 0);
}

/** The space the axes need around the frame of a drawing w by h. */
export function axisRoom(m: Model, w: number, h: number, x: [number, number], y: [number, number]): Room {
  const left = Math.min(w * 0.4, Math.ceil(widest(yTicks(m, y, h - 70).major) + 12 + (m.y.title ? 20 : 0)));
  const xs = xTicks(m, x, w - left - 14).major;
  const wide = widest(xs);
  const turned = m.x.named !== null && xs.length > 1 && wide + 10 > (w - left - 14) / xs.length;
  const rad = (-TURN * Math.PI) / 180;
  const foot = turned ? wide * Math.sin(rad) + TICK_SIZE * Math.cos(rad) + 8 : TICK_SIZE + 10;
  const last = xs[xs.length - 1];
  const right = turned || !last ? 14 : Math.min(40, Math.max(14, measure(last.label, TICK_SIZE) / 2 + 4));
  return { left, right, top: 12, bottom: Math.ceil(Math.min(h * 0.5, foot + (m.x.title ? 21 : 4))), turned };
}

export function paintGrid(p: Painter, m: Model, v: View, ink: Ink): void {
  const { x, y, w, h } = v.rect;
  const seg: number[] = [];
  for (const t of yTicks(m, v.y, h).major) seg.push(x, v.py(t.at), x + w, v.py(t.at));
  if (!m.x.named) for (const t of xTicks(m, v.x, w).major) seg.push(v.px(t.at), y, v.px(t.at), y + h);
  p.segments(seg, { color: ink.grid, width: 1 });
}

export function paintAxes(p: Painter, m: Model, v: View, ink: Ink, turned: boolean, edge: { left: number; bottom: number }): void {
  const { x, y, w, h } = v.rect;
  const foot = y + h;
  const xs = xTicks(m, v.x, w);
  const ys = yTicks(m, v.y, h);
  const seg: number[] = [x, y, x, foot, x, foot, x + w, foot];
  for (const t of xs.major) seg.push(v.px(t.at), foot, v.px(t.at), foot + 4);
  for (const a of xs.minor) seg.push(v.px(a), foot, v.px(a), foot + 2.5);
  for (const t of ys.major) seg.push(x - 4, v.py(t.at), x, v.py(t.at));
  for (const a of ys.minor) seg.push(x - 2.5, v.py(a), x, v.py(a));
  p.segments(seg, { color: ink.axis, width: 1 });
  const base = { size: TICK_SIZE, color: ink.muted } as const;
  let free = -Infinity;
  for (const t of xs.major) {
    const label = clipLabel(t.label);
    if (turned) p.text(v.px(t.at) + 3, foot + 8, label, { ...base, anchor: 'end', base: 'middle', rotate: TURN });
    else {
      const half = measure(label, TICK_SIZE) / 2;
      if (v.px(t.at) - half < free + 6) continue;
      free = v.px(t.at) + half;
      p.text(v.px(t.at), foot + 8, label, { ...base, anchor: 'middle', base: 'top' });
    }
  }
  for (const t of ys.major) p.text(x - 8, v.py(t.at), clipLabel(t.label), { ...base, anchor: 'end', base: 'middle' });
  const title = { size: TITLE_SIZE, color: ink.text, weight: 500 } as const;
  if (m.x.title) p.text(x + w / 2, edge.bottom - 6, m.x.title, { ...title, anchor: 'middle' });
  if (m.y.title) p.text(edge.left + 9, y + h / 2, m.y.title, { ...title, anchor: 'middle', base: 'middle', rotate: -90 });
}
