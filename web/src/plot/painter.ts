/** One drawing vocabulary with two backends, so the screen, the PNG and the SVG show the same figure. */
import { FONT } from '../theme';
import { runs, type Run } from '../richtext';

export interface Stroke { color: string; width: number; dash?: readonly number[]; opacity?: number }
export interface Fill { color: string; opacity?: number }
export interface Rect { x: number; y: number; w: number; h: number }

export interface TextStyle {
  size: number;
  color: string;
  weight?: number;
  anchor?: 'start' | 'middle' | 'end';
  base?: 'top' | 'middle' | 'alphabetic';
  /** Degrees, clockwise about the anchor point. */
  rotate?: number;
  /** Outline in the paper colour that keeps text legible over curves. */
  halo?: string;
}

/** Points are flat: x0, y0, x1, y1, ... */
export interface Painter {
  line(points: readonly number[], s: Stroke): void;
  /** Many separate two-point lines as one path. */
  segments(points: readonly number[], s: Stroke): void;
  area(points: readonly number[], f: Fill): void;
  rects(rects: readonly Rect[], f: Fill, s?: Stroke): void;
  dots(points: readonly number[], r: number, f: Fill): void;
  text(x: number, y: number, text: string, t: TextStyle): void;
  clip(r: Rect, body: () => void): void;
}

const SCRIPT_SIZE = 0.72;
let ruler: CanvasRenderingContext2D | null = null;

function font(size: number, weight: number): string {
  return `${weight} ${size}px ${FONT}`;
}

export function runSize(r: Run, size: number): number {
  return r.shift === 0 ? size : size * SCRIPT_SIZE;
}

export function runRise(r: Run, size: number): number {
  return r.shift === 0 ? 0 : r.shift < 0 ? size * 0.22 : -size * 0.36;
}

function widths(g: CanvasRenderingContext2D, rs: readonly Run[], size: number, weight: number): number[] {
  return rs.map((r) => {
    g.font = font(runSize(r, size), weight);
    return g.measureText(r.text).width;
  });
}

export function measure(text: string, size: number, weight = 400): number {
  ruler ??= document.createElement('canvas').getContext('2d');
  if (!ruler) return text.length * size * 0.55;
  return widths(ruler, runs(text), size, weight).reduce((a, b) => a + b, 0);
}

/** Distance from the wanted reference line down to the alphabetic baseline. */
export function baseShift(t: TextStyle): number {
  if (t.base === 'middle') return t.size * 0.35;
  return t.base === 'top' ? t.size * 0.8 : 0;
}

export class CanvasPainter implements Painter {
  constructor(private readonly g: CanvasRenderingContext2D) {}

  private stroke(s: Stroke): void {
    const { g } = this;
    g.globalAlpha = s.opacity ?? 1;
    g.strokeStyle = s.color;
    g.lineWidth = s.width;
    g.lineJoin = 'round';
    g.lineCap = s.dash ? 'butt' : 'round';
    g.setLineDash(s.dash ? [...s.dash] : []);
    g.stroke();
    g.setLineDash([]);
    g.globalAlpha = 1;
  }

  private fill(f: Fill): void {
    this.g.globalAlpha = f.opacity ?? 1;
    this.g.fillStyle = f.color;
    this.g.fill();
    this.g.globalAlpha = 1;
  }

  private trace(p: readonly number[]): void {
    this.g.beginPath();
    for (let i = 0; i + 1 < p.length; i += 2) {
      if (i === 0) this.g.moveTo(p[0]!, p[1]!);
      else this.g.lineTo(p[i]!, p[i + 1]!);
    }
  }

  line(p: readonly number[], s: Stroke): void {
    this.trace(p);
    this.stroke(s);
  }

  segments(p: readonly number[], s: Stroke): void {
    this.g.beginPath();
    for (let i = 0; i + 3 < p.length; i += 4) {
      this.g.moveTo(p[i]!, p[i + 1]!);
      this.g.lineTo(p[i + 2]!, p[i + 3]!);
    }
    this.stroke(s);
  }

  area(p: readonly number[], f: Fill): void {
    this.trace(p);
    this.g.closePath();
    this.fill(f);
  }

  rects(rects: readonly Rect[], f: Fill, s?: Stroke): void {
    this.g.beginPath();
    for (const r of rects) this.g.rect(r.x, r.y, r.w, r.h);
    this.fill(f);
    if (s) this.stroke(s);
  }

  dots(p: readonly number[], r: number, f: Fill): void {
    // Filled one by one, so that overlapping translucent dots darken as they do in the SVG.
    const { g } = this;
    g.globalAlpha = f.opacity ?? 1;
    g.fillStyle = f.color;
    for (let i = 0; i + 1 < p.length; i += 2) {
      g.beginPath();
      g.arc(p[i]!, p[i + 1]!, r, 0, 2 * Math.PI);
      g.fill();
    }
    g.globalAlpha = 1;
  }

  text(x: number, y: number, text: string, t: TextStyle): void {
    const { g } = this;
    const rs = runs(text);
    const weight = t.weight ?? 400;
    const w = widths(g, rs, t.size, weight);
    const total = w.reduce((a, b) => a + b, 0);
    let at = t.anchor === 'middle' ? -total / 2 : t.anchor === 'end' ? -total : 0;
    g.save();
    g.translate(x, y);
    if (t.rotate) g.rotate((t.rotate * Math.PI) / 180);
    g.textAlign = 'left';
    g.textBaseline = 'alphabetic';
    const pen = at;
    for (const paint of t.halo ? ['halo', 'fill'] : ['fill']) {
      at = pen;
      rs.forEach((r, i) => {
        g.font = font(runSize(r, t.size), weight);
        const yy = baseShift(t) + runRise(r, t.size);
        if (paint === 'halo') {
          g.strokeStyle = t.halo!;
          g.lineWidth = 4;
          g.lineJoin = 'round';
          g.strokeText(r.text, at, yy);
        } else {
          g.fillStyle = t.color;
          g.fillText(r.text, at, yy);
        }
        at += w[i]!;
      });
    }
    g.restore();
  }

  clip(r: Rect, body: () => void): void {
    this.g.save();
    this.g.beginPath();
    this.g.rect(r.x, r.y, r.w, r.h);
    this.g.clip();
    body();
    this.g.restore();
  }
}
