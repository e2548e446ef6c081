/** The figure for files: title, legend, axes and curves on white, independent of the page's size and theme. */
import { color } from '../palette';
import { ink } from '../theme';
import { axisRoom, paintAxes, paintGrid } from './axes-paint';
import { paintMarks } from './marks-paint';
import { measure, CanvasPainter, type Painter } from './painter';
import { SvgPainter } from './svg-painter';
import { paintSeries } from './series-paint';
import type { Model, Series } from './model';
import { makeView, squared } from './view';

const PAD = 16;
const LEGEND_SIZE = 12;

export interface Ranges { x: [number, number]; y: [number, number] }

export function swatch(p: Painter, s: Series, x: number, y: number, dark: boolean): void {
  const c = color(s.color, s.index, dark);
  if (s.style === 'points') p.dots([x + 9, y], 3.6, { color: c });
  else if (s.style === 'cells') p.rects([{ x: x + 2, y: y - 5, w: 14, h: 10 }], { color: c, opacity: 1 });
  else if (s.style === 'bars') p.rects([{ x: x + 2, y: y - 5, w: 14, h: 10 }], { color: c, opacity: s.edges ? 0.5 : 0.88 }, { color: c, width: 1 });
  else {
    if (s.style === 'band') p.rects([{ x, y: y - 5, w: 18, h: 10 }], { color: c, opacity: 0.22 });
    if (s.style !== 'band' || s.y.length > 0) p.line([x, y, x + 18, y], s.dash ? { color: c, width: 2, dash: s.dash } : { color: c, width: 2 });
  }
}

/** Breaks a title into lines that fit. */
function wrap(text: string, size: number, weight: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    const next = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measure(next, size, weight) > width) {
      lines.push(line);
      line = word;
    } else line = next;
  }
  if (line !== '') lines.push(line);
  return lines;
}

function paintHead(p: Painter, m: Model, w: number, text: string): number {
  let y = PAD;
  for (const line of wrap(m.title, 15, 600, w - 2 * PAD)) {
    p.text(PAD, y, line, { size: 15, weight: 600, color: text, base: 'top' });
    y += 20;
  }
  y += m.title ? 6 : 0;
  const shown = m.series.filter((s) => !s.hidden);
  let x = PAD;
  shown.forEach((s, i) => {
    const wide = 24 + measure(s.name, LEGEND_SIZE) + 18;
    if (i > 0 && x + wide > w - PAD) {
      x = PAD;
      y += 20;
    }
    swatch(p, s, x, y + 7, false);
    p.text(x + 24, y + 7, s.name, { size: LEGEND_SIZE, color: text, base: 'middle' });
    x += wide;
  });
  return shown.length > 0 ? y + 20 : y;
}

function paintFigure(p: Painter, m: Model, r: Ranges, w: number, h: number): void {
  const colours = ink(false);
  const top = paintHead(p, m, w, colours.text);
  const room = axisRoom(m, w - 2 * PAD + 8, h - top, r.x, r.y);
  const rect = {
    x: PAD - 8 + room.left,
    y: top + room.top,
    w: w - 2 * PAD + 8 - room.left - room.right,
    h: h - top - room.top - room.bottom - 8,
  };
  const shown = squared(m, rect, r);
  const v = makeView(m, rect, shown.x, shown.y);
  paintGrid(p, m, v, colours);
  paintSeries(p, m, v, false);
  paintAxes(p, m, v, colours, room.turned, { left: PAD - 8, bottom: h - 8 });
  paintMarks(p, m, v, colours);
}

function size(wide: boolean): [number, number] {
  return wide ? [1040, 480] : [680, 460];
}

export function figureSvg(m: Model, r: Ranges, wide: boolean, prefix = 'fig'): string {
  const [w, h] = size(wide);
  const p = new SvgPainter(w, h, `${prefix}-${m.id}`);
  paintFigure(p, m, r, w, h);
  return p.toString();
}

export function figureCanvas(m: Model, r: Ranges, wide: boolean, scale = 2): HTMLCanvasElement {
  const [w, h] = size(wide);
  const c = document.createElement('canvas');
  c.width = w * scale;
  c.height = h * scale;
  const g = c.getContext('2d');
  if (g) {
    g.scale(scale, scale);
    g.fillStyle = '#ffffff';
    g.fillRect(0, 0, w, h);
    paintFigure(new CanvasPainter(g), m, r, w, h);
  }
  return c;
}
