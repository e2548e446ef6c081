/** The atom under the pointer, found on the CPU: fast enough for 100,000 atoms per frame. */
import type { Ray } from './camera';
import type { SceneData } from './data';

export function pick(d: SceneData, rgba: Uint8Array, scale: number, ray: Ray): number {
  const [ox, oy, oz] = ray.origin;
  const [dx, dy, dz] = ray.direction;
  const r2 = d.species.map((s) => (s.radius * scale) ** 2);
  let best = -1;
  let least = Infinity;
  for (let i = 0; i < d.n; i++) {
    if (rgba[4 * i + 3] === 0) continue;
    const x = d.positions[3 * i]! - ox;
    const y = d.positions[3 * i + 1]! - oy;
    const z = d.positions[3 * i + 2]! - oz;
    const t = x * dx + y * dy + z * dz;
    const h = r2[d.types[i]!]! - (x * x + y * y + z * z - t * t);
    if (h < 0) continue;
    const hit = t - Math.sqrt(h);
    if (hit > 0 && hit < least) {
      least = hit;
      best = i;
    }
  }
  return best;
}
