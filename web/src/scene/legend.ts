/** What the colours mean: species swatches or a colour bar with an editable range. */
import { cssColor, MAP_NAMES, sample, type MapName } from '../colormap';
import { button, el, uid } from '../dom';
import { count, fixed, fmt, withUnit } from '../format';
import { CanvasPainter } from '../plot/painter';
import { linearTicks } from '../plot/ticks';
import { richNodes } from '../richtext';
import { ink } from '../theme';
import type { SceneData } from './data';
import type { SceneState } from './state';

const BAR = 256;

export function paintBar(c: HTMLCanvasElement, map: MapName): void {
  c.width = BAR;
  c.height = 1;
  const g = c.getContext('2d');
  if (!g) return;
  const img = g.createImageData(BAR, 1);
  for (let i = 0; i < BAR; i++) {
    sample(map, i / (BAR - 1), img.data, 4 * i);
    img.data[4 * i + 3] = 255;
  }
  g.putImageData(img, 0, 0);
}

function numberInput(label: string, value: number, set: (v: number) => void): HTMLElement {
  const id = uid('range');
  const input = el('input', { id, type: 'number', step: 'any', class: 'num', value: Number(value.toPrecision(6)) });
  input.addEventListener('change', () => {
    if (Number.isFinite(input.valueAsNumber)) set(input.valueAsNumber);
    else input.value = String(value);
  });
  return el('span', { class: 'num-field' }, el('label', { for: id }, label), input);
}

export function legendBox(d: SceneData, s: SceneState, changed: () => void): { root: HTMLElement; refresh(): void } {
  const root = el('div', { class: 'colour-legend' });
  const species = (): void => {
    const list = el('ul', { class: 'swatches' });
    d.species.forEach((q) => {
      const chip = el('i', { class: 'chip' });
      chip.style.background = q.color;
      list.append(el('li', {}, chip, q.name, el('span', { class: 'dim' }, count(q.count))));
    });
    root.replaceChildren(list);
  };
  const field = (): void => {
    const f = d.fields[s.colorBy]!;
    const r = s.ranges[s.colorBy]!;
    const bar = el('canvas', { class: 'bar', role: 'img', 'aria-label': `Colour bar of ${f.name}` });
    paintBar(bar, r.map);
    const again = (): void => {
      refresh();
      changed();
    };
    const scale = el('div', { class: 'bar-scale', 'aria-hidden': 'true' });
    for (const t of linearTicks(r.lo, r.hi, 4).major) {
      const span = el('span', {}, ...richNodes(t.label));
      const u = (t.at - r.lo) / (r.hi - r.lo);
      span.style.left = `${100 * u}%`;
      if (u < 0.03 || u > 0.97) span.style.transform = u < 0.5 ? 'none' : 'translateX(-100%)';
      scale.append(span);
    }
    const pick = el('select', { class: 'select small', 'aria-label': 'Colour map' });
    for (const n of MAP_NAMES) pick.append(el('option', { value: n, selected: n === r.map }, n));
    pick.addEventListener('change', () => {
      r.map = pick.value as MapName;
      again();
    });
    const title = el('div', { class: 'bar-title' });
    title.append(...richNodes(withUnit(f.name, f.unit)));
    const parts: HTMLElement[] = [title, bar, scale,
      el('div', { class: 'bar-range' },
        numberInput('from', r.lo, (v) => { if (v < r.hi) r.lo = v; again(); }),
        numberInput('to', r.hi, (v) => { if (v > r.lo) r.hi = v; again(); }),
        pick,
        button('Reset', 'Use the suggested colour range', () => {
          r.lo = f.lo;
          r.hi = f.hi;
          again();
        }, 'btn small'),
      )];
    if (f.undefinedCount > 0) {
      const chip = el('i', { class: 'chip undefined' });
      const all = f.undefinedCount === d.n ? 'undefined for every atom' : `undefined for ${count(f.undefinedCount)} atoms`;
      parts.push(el('p', { class: 'dim undefined-note' }, chip, all));
    }
    root.replaceChildren(...parts);
  };
  const refresh = (): void => (s.colorBy >= 0 ? field() : species());
  refresh();
  return { root, refresh };
}

/** The same legend drawn into an exported picture. */
export function paintLegend(g: CanvasRenderingContext2D, d: SceneData, s: SceneState, x: number, y: number, w: number): void {
  const p = new CanvasPainter(g);
  const k = ink(false);
  const f = d.fields[s.colorBy];
  const r = s.ranges[s.colorBy];
  if (!f || !r) {
    let at = x;
    for (const [i, q] of d.species.entries()) {
      if (!s.visible[i]) continue;
      p.dots([at + 7, y + 10], 7, { color: q.color });
      p.text(at + 20, y + 10, q.name, { size: 13, color: k.text, base: 'middle' });
      at += 38 + q.name.length * 8;
    }
    return;
  }
  const bw = Math.min(w * 0.5, 360);
  const n = 128;
  for (let i = 0; i < n; i++) {
    p.rects([{ x: x + (bw * i) / n, y, w: bw / n + 0.5, h: 12 }], { color: cssColor(r.map, (i + 0.5) / n) });
  }
  for (const t of linearTicks(r.lo, r.hi, 4).major) {
    const at = x + (bw * (t.at - r.lo)) / (r.hi - r.lo);
    p.line([at, y + 12, at, y + 16], { color: k.axis, width: 1 });
    p.text(at, y + 20, t.label, { size: 11.5, color: k.muted, anchor: 'middle', base: 'top' });
  }
  p.text(x + bw + 16, y + 6, withUnit(f.name, f.unit), { size: 13, weight: 500, color: k.text, base: 'middle' });
  if (f.undefinedCount > 0) {
    p.dots([x + bw + 21, y + 25], 5, { color: '#9e9e9e' });
    p.text(x + bw + 32, y + 25, 'undefined', { size: 11.5, color: k.muted, base: 'middle' });
  }
}

export function describeAtom(d: SceneData, i: number): [string, string][] {
  const at = (k: number): string => fixed(d.positions[3 * i + k]!, 3);
  const rows: [string, string][] = [
    ['id', String(d.ids[i])],
    ['species', d.species[d.types[i]!]!.name],
    [`position (${d.unit})`, `${at(0)}, ${at(1)}, ${at(2)}`],
  ];
  for (const f of d.fields) {
    const v = f.values[i]!;
    rows.push([withUnit(f.name, f.unit), Number.isFinite(v) ? fmt(v, 5) : 'undefined']);
  }
  return rows;
}
