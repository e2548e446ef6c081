/** Colour and visibility of every atom for a given state. Alpha 0 hides an atom. */
import { sample } from '../colormap';
import { rgb } from '../palette';
import type { SceneData } from './data';
import type { SceneState } from './state';

const UNDEFINED_GREY = 158;

function sliceTest(d: SceneData, s: SceneState): (i: number) => boolean {
  const { axis, position, thickness } = s.slice;
  // The full slab in the middle is no slice at all, so atoms just outside the cell stay.
  if (thickness >= 0.9995 && Math.abs(position - 0.5) < 5e-4) return () => true;
  const half = thickness / 2;
  return (i) => Math.abs(d.fractions[3 * i + axis]! - position) <= half;
}

function filterTest(d: SceneData, s: SceneState): (i: number) => boolean {
  const f = d.fields[s.filter.field];
  if (!f) return () => true;
  const { lo, hi } = s.filter;
  const slack = 1e-6 * Math.max(Math.abs(lo), Math.abs(hi));
  return (i) => {
    const v = f.values[i]!;
    return v >= lo - slack && v <= hi + slack; // NaN fails both
  };
}

/** Returns the number of visible atoms. */
export function paintAtoms(d: SceneData, s: SceneState, out: Uint8Array): number {
  const inSlice = sliceTest(d, s);
  const inRange = filterTest(d, s);
  const field = d.fields[s.colorBy];
  const range = s.ranges[s.colorBy];
  const base = d.species.map((q) => rgb(q.color));
  let shown = 0;
  for (let i = 0; i < d.n; i++) {
    const at = 4 * i;
    const t = d.types[i]!;
    if (!s.visible[t] || !inSlice(i) || !inRange(i)) {
      out[at + 3] = 0;
      continue;
    }
    shown += 1;
    out[at + 3] = 255;
    if (field && range) {
      const v = field.values[i]!;
      if (Number.isFinite(v)) sample(range.map, (v - range.lo) / (range.hi - range.lo || 1), out, at);
      else out[at] = out[at + 1] = out[at + 2] = UNDEFINED_GREY;
    } else {
      const c = base[t]!;
      out[at] = c[0];
      out[at + 1] = c[1];
      out[at + 2] = c[2];
    }
  }
  return shown;
}
