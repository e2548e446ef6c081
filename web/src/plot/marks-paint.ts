/** Marker lines with labels set where they cover the curves least. */
import { str } from '../read';
import type { Ink } from '../theme';
import { usable, type Model } from './model';
import { measure, type Painter, type Rect } from './painter';
import type { View } from './view';

const SIZE = 12;

/** Pixel positions along the curves, dense enough that a label cannot slip between them. */
function obstacles(m: Model, v: View): number[] {
  const out: number[] = [];
  for (const s of m.series) {
    if (s.hidden) continue;
    let px = NaN;
    let py = NaN;
    const stride = Math.max(1, Math.floor(s.x.length / 2000));
    for (let i = 0; i < s.x.length; i += stride) {
      const y = s.y[i] ?? s.hi?.[i] ?? NaN;
      if (!usable(s.x[i]!, m.x.log) || !usable(y, m.y.log)) {
        px = NaN;
        continue;
      }
      const qx = v.px(s.x[i]! + s.barShift);
      const qy = v.py(y);
      const joined = s.style === 'line' || s.style === 'steps';
      const steps = joined && Number.isFinite(px) ? Math.min(40, Math.ceil(Math.hypot(qx - px, qy - py) / 5)) : 1;
      for (let k = 1; k <= steps; k++) {
        const f = k / steps;
        out.push(steps === 1 ? qx : px + f * (qx - px), steps === 1 ? qy : py + f * (qy - py));
      }
      px = qx;
      py = qy;
    }
  }
  return out;
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function cost(r: Rect, frame: Rect, points: readonly number[], placed: readonly Rect[]): number {
  let c = 0;
  if (r.x < frame.x || r.y < frame.y || r.x + r.w > frame.x + frame.w || r.y + r.h > frame.y + frame.h) c += 400;
  for (const q of placed) if (overlap(r, q)) c += 1000;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i]!;
    const y = points[i + 1]!;
    if (x > r.x - 3 && x < r.x + r.w + 3 && y > r.y - 2 && y < r.y + r.h + 2) c += 4;
  }
  return c;
}

function candidates(vertical: boolean, at: number, w: number, frame: Rect): Rect[] {
  const h = SIZE + 4;
  const out: Rect[] = [];
  if (vertical) {
    for (let k = 0; k < 12; k++) {
      const y = frame.y + 4 + (k / 12) * (frame.h - h - 8);
      out.push({ x: at + 6, y, w, h }, { x: at - 6 - w, y, w, h });
    }
  } else {
    for (let k = 0; k <= 10; k++) {
      const x = frame.x + frame.w - w - 6 - (k / 10) * (frame.w - w - 12);
      out.push({ x, y: at - h - 2, w, h }, { x, y: at + 3, w, h });
    }
  }
  return out;
}

export function paintMarks(p: Painter, m: Model, v: View, ink: Ink): void {
  if (m.marks.length === 0) return;
  const points = obstacles(m, v);
  const placed: Rect[] = [];
  const f = v.rect;
  for (const mark of m.marks) {
    const vertical = mark.kind === 'vline';
    if (!usable(mark.at, vertical ? m.x.log : m.y.log)) continue;
    const at = vertical ? v.px(mark.at) : v.py(mark.at);
    if (vertical ? at < f.x - 0.5 || at > f.x + f.w + 0.5 : at < f.y - 0.5 || at > f.y + f.h + 0.5) continue;
    const line = vertical ? [at, f.y, at, f.y + f.h] : [f.x, at, f.x + f.w, at];
    p.line(line, { color: ink.muted, width: 1.2, dash: [5, 4] });
    const label = str(mark.label);
    if (label === '') continue;
    const w = measure(label, SIZE, 500) + 2;
    let best: Rect | null = null;
    let least = Infinity;
    candidates(vertical, at, w, f).forEach((r, i) => {
      const c = cost(r, f, points, placed) + 0.4 * i;
      if (c < least) {
        least = c;
        best = r;
      }
    });
    const r = best as Rect | null;
    if (!r) continue;
    placed.push(r);
    p.text(r.x + 1, r.y + r.h / 2, label, { size: SIZE, color: ink.text, weight: 500, base: 'middle', halo: ink.paper });
  }
}
