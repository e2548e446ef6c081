/** The small cross of cell directions in the corner of the view. */
import { CanvasPainter } from '../plot/painter';
import type { Ink } from '../theme';
import type { Camera } from './camera';
import type { SceneData } from './data';

export const TRIAD = 84;
const NAMES = ['a', 'b', 'c'] as const;

export function paintTriad(g: CanvasRenderingContext2D, d: SceneData, cam: Camera, ink: Ink): void {
  const { right, up, back } = cam.frame();
  const p = new CanvasPainter(g);
  const mid = TRIAD / 2;
  const arms = d.cell.vectors.map((v, i) => {
    const n = Math.hypot(...v) || 1;
    const along = (u: readonly number[]): number => (v[0] * u[0]! + v[1] * u[1]! + v[2] * u[2]!) / n;
    return { name: NAMES[i]!, x: along(right), y: -along(up), z: along(back) };
  });
  arms.sort((a, b) => a.z - b.z);
  for (const a of arms) {
    const opacity = a.z < -0.3 ? 0.55 : 1;
    p.line([mid, mid, mid + 25 * a.x, mid + 25 * a.y], { color: ink.text, width: 1.6, opacity });
    // An arm that points at the viewer has its letter beside the centre.
    const len = Math.hypot(a.x, a.y);
    const [lx, ly] = len < 0.2 ? [-9, 9] : [34 * a.x, 34 * a.y];
    p.text(mid + lx, mid + ly, a.name, { size: 12.5, weight: 600, color: ink.text, anchor: 'middle', base: 'middle', halo: ink.paper });
  }
}
