/** The simulation cell: edges, fractional coordinates, heights across each pair of faces. */
export type Vec = [number, number, number];

export interface Cell {
  /** false when the data held no usable cell and the atoms' bounding box stands in for it */
  given: boolean;
  vectors: [Vec, Vec, Vec];
  origin: Vec;
  centre: Vec;
  reach: number;
  /** distance between opposite faces along a, b, c */
  heights: Vec;
  /** 12 edges, two end points each */
  edges: Float32Array;
  toFraction(from: Float32Array, at: number, out: Float32Array): void;
}

const cross = (a: Vec, b: Vec): Vec => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

function boundingBox(p: Float32Array): { origin: Vec; vectors: [Vec, Vec, Vec] } {
  const lo: Vec = [Infinity, Infinity, Infinity];
  const hi: Vec = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < p.length; i++) {
    const k = i % 3;
    if (!Number.isFinite(p[i]!)) continue;
    lo[k] = Math.min(lo[k]!, p[i]!);
    hi[k] = Math.max(hi[k]!, p[i]!);
  }
  const size = lo.map((l, k) => (hi[k]! >= l ? Math.max(hi[k]! - l, 1) : 1));
  const origin = lo.map((l) => (Number.isFinite(l) ? l : 0)) as Vec;
  return { origin, vectors: [[size[0]!, 0, 0], [0, size[1]!, 0], [0, 0, size[2]!]] };
}

export function makeCell(h: number[], o: number[], positions: Float32Array): Cell {
  let origin: Vec = [o[0] ?? 0, o[1] ?? 0, o[2] ?? 0];
  let v: [Vec, Vec, Vec] = [
    [h[0] ?? NaN, h[1] ?? NaN, h[2] ?? NaN],
    [h[3] ?? NaN, h[4] ?? NaN, h[5] ?? NaN],
    [h[6] ?? NaN, h[7] ?? NaN, h[8] ?? NaN],
  ];
  const given = Math.abs(dot(v[0], cross(v[1], v[2]))) > 1e-9;
  if (!given) ({ origin, vectors: v } = boundingBox(positions));
  const volume = dot(v[0], cross(v[1], v[2]));
  const normals: [Vec, Vec, Vec] = [cross(v[1], v[2]), cross(v[2], v[0]), cross(v[0], v[1])];
  const heights = normals.map((q) => Math.abs(volume) / Math.hypot(...q)) as Vec;
  const corner = (i: number, j: number, k: number): Vec =>
    [0, 1, 2].map((d) => origin[d]! + i * v[0][d]! + j * v[1][d]! + k * v[2][d]!) as Vec;
  const ends: number[] = [];
  for (const p of [0, 1]) {
    for (const q of [0, 1]) {
      ends.push(...corner(0, p, q), ...corner(1, p, q));
      ends.push(...corner(p, 0, q), ...corner(p, 1, q));
      ends.push(...corner(p, q, 0), ...corner(p, q, 1));
    }
  }
  const centre = corner(0.5, 0.5, 0.5);
  let reach = 0;
  for (const p of [0, 1]) for (const q of [0, 1]) for (const r of [0, 1]) {
    const c = corner(p, q, r);
    reach = Math.max(reach, Math.hypot(c[0] - centre[0], c[1] - centre[1], c[2] - centre[2]));
  }
  return {
    given, vectors: v, origin, centre, reach, heights,
    edges: new Float32Array(ends),
    toFraction(from, at, out) {
      const d: Vec = [from[at]! - origin[0], from[at + 1]! - origin[1], from[at + 2]! - origin[2]];
      for (let k = 0; k < 3; k++) out[at + k] = dot(d, normals[k]!) / volume;
    },
  };
}
