// A dense random packing of Cu and Zr in a slightly sheared cell: random points pushed apart.
import { base64, random } from './random.mjs';

export function makeScene({ n = 1500, seed = 7, id = 'glass' } = {}) {
  const { next, normal } = random(seed);
  const L = Math.cbrt(n / 0.0575);
  const cell = [L, 0, 0, 0.12 * L, 0.98 * L, 0, 0.05 * L, 0.08 * L, 1.02 * L];
  const types = new Uint8Array(n);
  for (let i = 0; i < n; i++) types[i] = i < 0.64 * n ? 0 : 1;
  const r = [1.28, 1.6];
  const s = Array.from({ length: n }, () => [next(), next(), next()]);
  const cart = (f) => [0, 1, 2].map((k) => f[0] * cell[k] + f[1] * cell[3 + k] + f[2] * cell[6 + k]);
  const inv = (p) => {
    const c = p[2] / cell[8];
    const b = (p[1] - c * cell[7]) / cell[4];
    return [(p[0] - b * cell[3] - c * cell[6]) / cell[0], b, c];
  };
  const cells = Math.max(3, Math.floor(L / 3.4));
  for (let step = 0; step < (n > 20000 ? 0 : 60); step++) {
    const bins = new Map();
    s.forEach((f, i) => {
      const key = f.map((v) => Math.min(cells - 1, Math.floor(v * cells))).join();
      (bins.get(key) ?? bins.set(key, []).get(key)).push(i);
    });
    const push = s.map(() => [0, 0, 0]);
    s.forEach((f, i) => {
      const g = f.map((v) => Math.min(cells - 1, Math.floor(v * cells)));
      for (let a = -1; a <= 1; a++) for (let b = -1; b <= 1; b++) for (let c = -1; c <= 1; c++) {
        const key = [g[0] + a, g[1] + b, g[2] + c].map((v) => (v + cells) % cells).join();
        for (const j of bins.get(key) ?? []) {
          if (j <= i) continue;
          const d = cart(f.map((v, k) => { const w = s[j][k] - v; return w - Math.round(w); }));
          const dist = Math.hypot(...d) || 1e-6;
          const want = 0.98 * (r[types[i]] + r[types[j]]);
          if (dist >= want) continue;
          const k = 0.35 * (want - dist) / dist;
          for (let q = 0; q < 3; q++) {
            push[i][q] -= k * d[q];
            push[j][q] += k * d[q];
          }
        }
      }
    });
    s.forEach((f, i) => {
      const d = inv(push[i]);
      s[i] = f.map((v, k) => (v + d[k] + 1) % 1);
    });
  }
  const positions = new Float32Array(3 * n);
  s.forEach((f, i) => positions.set(cart(f), 3 * i));
  // Smooth random fields with atomic scatter, so that slices show domains.
  const waves = Array.from({ length: 9 }, () => ({
    k: [0, 1, 2].map(() => Math.round(3 * normal()) * 2 * Math.PI), p: 6.283 * next(), a: normal(),
  }));
  const smooth = (f, off) => waves.reduce((t, w, i) => t + (i % 3 === off % 3 ? 1 : 0.4) * w.a * Math.sin(w.k[0] * f[0] + w.k[1] * f[1] + w.k[2] * f[2] + w.p + off), 0);
  const field = (f) => base64(Float32Array.from(s, (q, i) => f(q, i)));
  return {
    kind: 'scene', id, title: 'Cu_{64}Zr_{36} glass at 300 K',
    caption: 'Inherent structure after cooling at 10¹⁰ K/s. Slice through the cell to see that soft and stiff atoms lie in patches a few atoms wide. Atoms with fewer than eight neighbours have no softness.',
    cell, origin: [0, 0, 0], positions: base64(positions), types: base64(types), ids: base64(Int32Array.from({ length: n }, (_, i) => i + 1)),
    species: [{ name: 'Cu', radius: 1.28 }, { name: 'Zr', radius: 1.6 }],
    fields: [
      { name: 'Voronoi volume', unit: 'Å³', values: field((f, i) => (types[i] ? 22.6 : 13.9) + 0.5 * smooth(f, 0) + 0.6 * normal()), lo: 12, hi: 25 },
      { name: 'q_6', unit: '', values: field((f) => Math.max(0, 0.44 + 0.03 * smooth(f, 1) + 0.03 * normal())), lo: 0.3, hi: 0.6 },
      { name: 'softness', unit: '', values: field((f) => (next() < 0.06 ? NaN : 0.8 * smooth(f, 2) + 0.5 * normal())), lo: -3, hi: 3, map: 'diverging' },
      { name: 'D²_min', unit: 'Å²', values: field((f) => 0.2 * Math.exp(0.7 * smooth(f, 2) + 0.5 * normal())), lo: 0, hi: 1.5 },
    ],
    radiusScale: 0.85,
  };
}
