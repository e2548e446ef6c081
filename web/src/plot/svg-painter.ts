/** The vector backend: a compact SVG writer. All text is escaped. */
import { FONT } from '../theme';
import { runs } from '../richtext';
import { baseShift, runRise, runSize, type Fill, type Painter, type Rect, type Stroke, type TextStyle } from './painter';

function esc(s: string): string {
  // Control characters are not allowed in XML at all.
  return s
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const n = (v: number): string => String(Math.round(v * 100) / 100);

function path(p: readonly number[]): string {
  let d = '';
  for (let i = 0; i + 1 < p.length; i += 2) d += `${i === 0 ? 'M' : 'L'}${n(p[i]!)} ${n(p[i + 1]!)}`;
  return d;
}

function strokeAttrs(s: Stroke): string {
  return ` stroke="${esc(s.color)}" stroke-width="${n(s.width)}" stroke-linejoin="round"` +
    (s.dash ? ` stroke-dasharray="${s.dash.map(n).join(' ')}"` : ' stroke-linecap="round"') +
    (s.opacity !== undefined && s.opacity < 1 ? ` stroke-opacity="${s.opacity}"` : '');
}

function fillAttrs(f: Fill): string {
  return ` fill="${esc(f.color)}"` + (f.opacity !== undefined && f.opacity < 1 ? ` fill-opacity="${f.opacity}"` : '');
}

export class SvgPainter implements Painter {
  private out: string[] = [];
  private clips = 0;

  constructor(private readonly w: number, private readonly h: number, private readonly id: string) {}

  private put(s: string): void {
    this.out.push(s);
  }

  line(p: readonly number[], s: Stroke): void {
    this.put(`<path fill="none" d="${path(p)}"${strokeAttrs(s)}/>`);
  }

  segments(p: readonly number[], s: Stroke): void {
    let d = '';
    for (let i = 0; i + 3 < p.length; i += 4) {
      d += `M${n(p[i]!)} ${n(p[i + 1]!)}L${n(p[i + 2]!)} ${n(p[i + 3]!)}`;
    }
    this.put(`<path fill="none" d="${d}"${strokeAttrs(s)}/>`);
  }

  area(p: readonly number[], f: Fill): void {
    this.put(`<path d="${path(p)}Z"${fillAttrs(f)}/>`);
  }

  rects(rects: readonly Rect[], f: Fill, s?: Stroke): void {
    const d = rects.map((r) => `M${n(r.x)} ${n(r.y)}h${n(r.w)}v${n(r.h)}h${n(-r.w)}z`).join('');
    this.put(`<path d="${d}"${fillAttrs(f)}${s ? strokeAttrs(s) : ''}/>`);
  }

  dots(p: readonly number[], r: number, f: Fill): void {
    this.put(`<g${fillAttrs(f)}>`);
    for (let i = 0; i + 1 < p.length; i += 2) {
      this.put(`<circle cx="${n(p[i]!)}" cy="${n(p[i + 1]!)}" r="${n(r)}"/>`);
    }
    this.put('</g>');
  }

  text(x: number, y: number, text: string, t: TextStyle): void {
    const anchor = t.anchor && t.anchor !== 'start' ? ` text-anchor="${t.anchor}"` : '';
    const halo = t.halo ? ` stroke="${esc(t.halo)}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"` : '';
    const turn = t.rotate ? ` rotate(${n(t.rotate)})` : '';
    let rise = 0;
    const body = runs(text).map((r) => {
      const want = runRise(r, t.size);
      const dy = want - rise;
      rise = want;
      if (r.shift === 0 && dy === 0) return esc(r.text);
      return `<tspan dy="${n(dy)}" font-size="${n(runSize(r, t.size))}">${esc(r.text)}</tspan>`;
    }).join('');
    this.put(`<text transform="translate(${n(x)} ${n(y)})${turn}" y="${n(baseShift(t))}" font-size="${n(t.size)}"` +
      ` font-weight="${t.weight ?? 400}" fill="${esc(t.color)}"${anchor}${halo} xml:space="preserve">${body}</text>`);
  }

  clip(r: Rect, body: () => void): void {
    this.clips += 1;
    const id = esc(`${this.id}-clip${this.clips}`);
    this.put(`<clipPath id="${id}"><rect x="${n(r.x)}" y="${n(r.y)}" width="${n(r.w)}" height="${n(r.h)}"/></clipPath>`);
    this.put(`<g clip-path="url(#${id})">`);
    body();
    this.put('</g>');
  }

  toString(): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${n(this.w)}" height="${n(this.h)}" ` +
      `viewBox="0 0 ${n(this.w)} ${n(this.h)}" font-family="${esc(FONT)}">` +
      `<rect width="100%" height="100%" fill="#ffffff"/>${this.out.join('')}</svg>\n`;
  }
}
