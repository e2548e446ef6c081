/** A scene decoded from the contract, with the geometry needed to show it. */
import type { SceneItem } from '../contract';
import { arr, bytes, float32, int32, num, str } from '../read';
import { speciesColors } from '../palette';
import { makeCell, type Cell, type Vec } from './cell';

export interface Field {
  name: string;
  unit: string;
  values: Float32Array;
  diverging: boolean;
  /** suggested colour range */
  lo: number;
  hi: number;
  /** finite range of the values */
  min: number;
  max: number;
  undefinedCount: number;
}

export interface SceneData {
  id: string;
  title: string;
  unit: string;
  n: number;
  positions: Float32Array;
  /** fractional coordinates, 3 per atom */
  fractions: Float32Array;
  types: Uint8Array;
  ids: Int32Array;
  species: { name: string; radius: number; color: string; count: number }[];
  fields: Field[];
  cell: Cell;
  centre: Vec;
  /** radius of a sphere around the centre that holds everything */
  reach: number;
  colorBy: number;
  radiusScale: number;
  /** what was wrong with the data, in words, or '' */
  problem: string;
}

function readFields(s: SceneItem, n: number): Field[] {
  return arr(s.fields).map((f) => {
    const given = float32(f.values);
    const values = new Float32Array(n).fill(NaN);
    values.set(given.subarray(0, n));
    let min = Infinity;
    let max = -Infinity;
    let undefinedCount = 0;
    for (const v of values) {
      if (!Number.isFinite(v)) undefinedCount += 1;
      else {
        if (v < min) min = v;
        if (v > max) max = v;
      }
    }
    let lo = num(f.lo, min);
    let hi = num(f.hi, max);
    if (!Number.isFinite(lo) || !Number.isFinite(hi)) [lo, hi] = [0, 1];
    if (!(hi > lo)) {
      const h = Math.abs(lo) > 0 ? Math.abs(lo) * 0.5 : 0.5;
      [lo, hi] = [lo - h, lo + h];
    }
    return { name: str(f.name, 'field'), unit: str(f.unit), values, diverging: f.map === 'diverging', lo, hi, min, max, undefinedCount };
  });
}

function readSpecies(s: SceneItem, types: Uint8Array): SceneData['species'] {
  const given = arr(s.species).map((q) => ({ ...q, name: str(q?.name) || '?' }));
  const counts = new Array<number>(256).fill(0);
  let top = -1;
  for (const t of types) {
    counts[t]! += 1;
    if (t > top) top = t;
  }
  while (given.length <= top) given.push({ name: `type ${given.length}`, radius: 1.3 });
  const colors = speciesColors(given);
  return given.map((q, i) => {
    const r = num(q.radius, 1.3);
    return { name: q.name, radius: r > 0 ? r : 1.3, color: colors[i]!, count: counts[i]! };
  });
}

export function readScene(s: SceneItem): SceneData {
  const positions = float32(s.positions);
  let problem = positions.length % 3 === 0 ? '' : 'The positions are not whole triples.';
  const n = Math.floor(positions.length / 3);
  const types = new Uint8Array(n);
  const givenTypes = bytes(s.types);
  if (givenTypes.length !== n) problem = `There are ${n} positions but ${givenTypes.length} types.`;
  types.set(givenTypes.subarray(0, n));
  const givenIds = int32(s.ids);
  const ids = givenIds.length === n ? givenIds : Int32Array.from({ length: n }, (_, i) => i + 1);
  const cell = makeCell(arr(s.cell).map((v) => num(v)), arr(s.origin).map((v) => num(v, 0)), positions);
  const fractions = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) cell.toFraction(positions, 3 * i, fractions);
  const fields = readFields(s, n);
  const species = readSpecies(s, types);
  let reach = cell.reach;
  for (let i = 0; i < n; i++) {
    const d = Math.hypot(positions[3 * i]! - cell.centre[0], positions[3 * i + 1]! - cell.centre[1], positions[3 * i + 2]! - cell.centre[2]);
    if (d > reach && Number.isFinite(d)) reach = d;
  }
  const scale = num(s.radiusScale, 0.8);
  return {
    id: str(s.id, 'scene'),
    title: str(s.title),
    unit: str(s.unit, 'Å'),
    n, positions, fractions, types, ids, species, fields, cell,
    centre: cell.centre,
    reach: reach + species.reduce((r, q) => Math.max(r, q.radius), 0),
    colorBy: fields.findIndex((f) => f.name === s.colorBy),
    radiusScale: scale > 0 ? Math.min(1.5, Math.max(0.1, scale)) : 0.8,
    problem,
  };
}
