/**
 * The interactive plot. uPlot keeps the canvas, the scales, the cursor and the selection;
 * axes and series are painted by the code that also writes the files.
 */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { ink, isDark } from '../theme';
import { axisRoom, paintAxes, paintGrid } from './axes-paint';
import type { Ranges } from './figure';
import { readout, type Readout } from './hover';
import { paintMarks } from './marks-paint';
import { CanvasPainter } from './painter';
import { paintSeries } from './series-paint';
import type { Model } from './model';
import { makeView, rescale, squared, valueAt, type View } from './view';

export interface LivePlot {
  root: HTMLElement;
  ranges(): Ranges;
  redraw(): void;
  resize(width: number): void;
  reset(): void;
  destroy(): void;
}

export function livePlot(m: Model, width: number, height: number, onHover: (r: Readout | null) => void): LivePlot {
  let full: Ranges = { x: [m.x.min, m.x.max], y: [m.y.min, m.y.max] };
  let now: Ranges = { x: [...full.x], y: [...full.y] };
  const host = document.createElement('div');
  host.className = 'plot-host';

  const room = (u: uPlot): ReturnType<typeof axisRoom> => axisRoom(m, u.width, u.height, now.x, now.y);
  const view = (u: uPlot): View => {
    const r = uPlot.pxRatio;
    return makeView(m, { x: u.bbox.left / r, y: u.bbox.top / r, w: u.bbox.width / r, h: u.bbox.height / r }, now.x, now.y);
  };

  const draw = (u: uPlot): void => {
    const dark = isDark();
    const colours = ink(dark);
    const v = view(u);
    u.ctx.save();
    u.ctx.scale(uPlot.pxRatio, uPlot.pxRatio);
    const p = new CanvasPainter(u.ctx);
    paintGrid(p, m, v, colours);
    paintSeries(p, m, v, dark);
    paintAxes(p, m, v, colours, room(u).turned, { left: 0, bottom: u.height });
    paintMarks(p, m, v, colours);
    u.ctx.restore();
  };

  const fitted = (r: Ranges): Ranges => squared(m, { w: u.bbox.width, h: u.bbox.height }, r);
  const zoom = (r: Ranges): void => {
    const ok = (a: readonly [number, number]): boolean =>
      Number.isFinite(a[0]) && Number.isFinite(a[1]) && a[1] - a[0] > 1e-12 * Math.max(Math.abs(a[0]), Math.abs(a[1]));
    if (!ok(r.x) || !ok(r.y)) return;
    r = fitted(r);
    now = r;
    u.batch(() => {
      u.setScale('x', { min: r.x[0], max: r.x[1] });
      u.setScale('y', { min: r.y[0], max: r.y[1] });
    });
    // Ranges that were fitted twice differ by rounding.
    const apart = (a: readonly [number, number], b: readonly [number, number]): boolean =>
      Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])) > 1e-9 * (b[1] - b[0]);
    host.classList.toggle('zoomed', apart(r.x, full.x) || apart(r.y, full.y));
  };
  const reset = (): void => zoom({ x: [...full.x], y: [...full.y] });

  const select = (u: uPlot): void => {
    const s = u.select;
    if (s.width < 4 && s.height < 4) return;
    const v = view(u);
    const [xa, yb] = valueAt(v, m, v.rect.x + s.left, v.rect.y + s.top);
    const [xb, ya] = valueAt(v, m, v.rect.x + s.left + s.width, v.rect.y + s.top + s.height);
    // A selection across the whole height (or width) keeps that axis as it is.
    const wholeX = s.width >= v.rect.w - 1;
    const wholeY = s.height >= v.rect.h - 1;
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    zoom({ x: wholeX ? now.x : [xa, xb], y: wholeY ? now.y : [ya, yb] });
  };

  const blank = { stroke: 'transparent', grid: { show: false }, ticks: { show: false }, values: () => [], splits: () => [] };
  const opts: uPlot.Options = {
    width,
    height,
    legend: { show: false },
    padding: [12, null, null, null],
    cursor: {
      points: { show: false },
      drag: { x: true, y: true, uni: 24, setScale: false },
      bind: {
        dblclick: () => () => {
          reset();
          return null;
        },
      },
    },
    scales: {
      x: { time: false, distr: m.x.log ? 3 : 1, range: () => now.x },
      y: { distr: m.y.log ? 3 : 1, range: () => now.y },
    },
    axes: [
      { ...blank, side: 2, size: () => axisRoom(m, u0?.width ?? width, u0?.height ?? height, now.x, now.y).bottom },
      { ...blank, side: 3, size: () => axisRoom(m, u0?.width ?? width, u0?.height ?? height, now.x, now.y).left },
      { ...blank, side: 1, size: () => axisRoom(m, u0?.width ?? width, u0?.height ?? height, now.x, now.y).right },
    ],
    series: [{}, { show: true, paths: () => null, points: { show: false } }],
    hooks: {
      draw: [draw],
      setSelect: [select],
      setCursor: [
        (u) => {
          const { left, top } = u.cursor;
          if (left === undefined || top === undefined || left < 0 || top < 0) {
            onHover(null);
            dots.replaceChildren();
            return;
          }
          hover(u, left, top);
        },
      ],
    },
  };

  let u0: uPlot | null = null;
  const dots = document.createElement('div');
  dots.className = 'hover-dots';

  const hover = (u: uPlot, left: number, top: number): void => {
    const v = view(u);
    const r = readout(m, v, v.rect.x + left, v.rect.y + top, isDark());
    onHover(r);
    dots.replaceChildren(
      ...r.hits.filter((h) => h.dot).map((h) => {
        const d = document.createElement('i');
        d.style.transform = `translate(${h.px - v.rect.x}px, ${h.py - v.rect.y}px)`;
        d.style.setProperty('--dot', h.color);
        return d;
      }),
    );
  };

  const u = new uPlot(opts, [[full.x[0], full.x[1]], [null, null]], host);
  u0 = u;
  u.over.appendChild(dots);
  keyboard(u, m, () => now, zoom, reset);
  const showAll = (): void => {
    full = fitted({ x: [m.x.min, m.x.max], y: [m.y.min, m.y.max] });
    reset();
  };
  if (m.equal) showAll();

  return {
    root: host,
    ranges: () => now,
    redraw: () => u.redraw(true, true),
    resize: (w) => {
      u.setSize({ width: w, height });
      if (m.equal) showAll();
    },
    reset,
    destroy: () => u.destroy(),
  };
}

/** Arrows move the cursor, with Shift they pan; + and − zoom; 0 or Escape resets. */
function keyboard(u: uPlot, m: Model, ranges: () => Ranges, zoom: (r: Ranges) => void, reset: () => void): void {
  u.over.tabIndex = 0;
  u.over.setAttribute('role', 'application');
  u.over.setAttribute('aria-label', 'Plot area. Left and right arrows read values, Shift with arrows pans, plus and minus zoom, Escape resets.');
  u.over.addEventListener('keydown', (e) => {
    const r = ranges();
    const w = u.over.clientWidth;
    const h = u.over.clientHeight;
    const c = u.cursor.left !== undefined && u.cursor.left >= 0 ? u.cursor.left / w : 0.5;
    const pan = (a: [number, number], axis: Model['x'], by: number): [number, number] => {
      // Panning is a zoom by one about a shifted window: both ends move by the same fraction.
      const big = rescale(a, axis, 0.5, 1 + 2 * Math.abs(by));
      return by > 0 ? [rescale(a, axis, 0, by)[1], big[1]] : [big[0], rescale(a, axis, 1, -by)[0]];
    };
    const sideways = e.key === 'ArrowLeft' ? -1 : e.key === 'ArrowRight' ? 1 : 0;
    const upward = e.key === 'ArrowDown' ? -1 : e.key === 'ArrowUp' ? 1 : 0;
    if (sideways !== 0 && e.shiftKey) zoom({ x: pan(r.x, m.x, 0.1 * sideways), y: r.y });
    else if (upward !== 0 && e.shiftKey) zoom({ x: r.x, y: pan(r.y, m.y, 0.1 * upward) });
    else if (sideways !== 0) u.setCursor({ left: Math.max(0, Math.min(w - 1, c * w + sideways * w * 0.01)), top: h / 2 });
    else if (e.key === '+' || e.key === '=') zoom({ x: rescale(r.x, m.x, c, 0.8), y: r.y });
    else if (e.key === '-') zoom({ x: rescale(r.x, m.x, c, 1.25), y: r.y });
    else if (e.key === '0' || e.key === 'Escape') reset();
    else return;
    e.preventDefault();
  });
  u.over.addEventListener('blur', () => u.setCursor({ left: -10, top: -10 }));
}
