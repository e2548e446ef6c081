/** Scene files: the picture with its legend, and the atoms as a table. */
import { csvText, withUnit } from '../format';
import { CanvasPainter } from '../plot/painter';
import { plain } from '../richtext';
import { FONT, ink } from '../theme';
import type { Camera } from './camera';
import type { SceneData } from './data';
import { paintLegend } from './legend';
import type { SceneState } from './state';
import { paintTriad, TRIAD } from './triad';

/** float32 values as the shortest decimals that still are the same float32. */
function single(v: number): number | null {
  if (!Number.isFinite(v)) return null;
  for (let p = 6; p < 9; p++) {
    const t = Number(v.toPrecision(p));
    if (Math.fround(t) === v) return t;
  }
  return Number(v.toPrecision(9));
}

export function sceneCsv(d: SceneData, rgba: Uint8Array): string {
  const head = ['id', 'species', ...['x', 'y', 'z'].map((k) => withUnit(k, d.unit)), ...d.fields.map((f) => plain(withUnit(f.name, f.unit))), 'shown'];
  const rows: (string | number | null)[][] = [head];
  for (let i = 0; i < d.n; i++) {
    rows.push([
      d.ids[i]!, d.species[d.types[i]!]!.name,
      single(d.positions[3 * i]!), single(d.positions[3 * i + 1]!), single(d.positions[3 * i + 2]!),
      ...d.fields.map((f) => single(f.values[i]!)),
      rgba[4 * i + 3] ? 1 : 0,
    ]);
  }
  return csvText(rows);
}

/** `picture` holds the scene rendered at twice its size on the page, on white. */
export function composePicture(picture: HTMLCanvasElement, width: number, height: number, d: SceneData, s: SceneState, cam: Camera): HTMLCanvasElement {
  const head = d.title === '' ? 16 : 44;
  const foot = 60;
  const out = document.createElement('canvas');
  out.width = width * 2;
  out.height = (height + head + foot) * 2;
  const g = out.getContext('2d');
  if (!g) return out;
  const k = ink(false);
  g.scale(2, 2);
  g.fillStyle = k.paper;
  g.fillRect(0, 0, width, height + head + foot);
  g.font = `600 15px ${FONT}`;
  if (d.title !== '') new CanvasPainter(g).text(20, 16, d.title, { size: 15, weight: 600, color: k.text, base: 'top' });
  g.drawImage(picture, 0, head, width, height);
  g.save();
  g.translate(8, head + height - TRIAD - 8);
  paintTriad(g, d, cam, k);
  g.restore();
  paintLegend(g, d, s, 20, head + height + 10, width - 40);
  return out;
}
