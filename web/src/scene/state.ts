/** What the reader has chosen to see. */
import { defaultMap, type MapName } from '../colormap';
import type { SceneData } from './data';

export interface SceneState {
  /** field index, or −1 for species */
  colorBy: number;
  /** per field */
  ranges: { lo: number; hi: number; map: MapName }[];
  visible: boolean[];
  radius: number;
  slice: { axis: 0 | 1 | 2; position: number; thickness: number };
  filter: { field: number; lo: number; hi: number };
  perspective: boolean;
  box: boolean;
  picked: number;
}

export function initialState(d: SceneData): SceneState {
  return {
    colorBy: d.colorBy,
    ranges: d.fields.map((f) => ({ lo: f.lo, hi: f.hi, map: defaultMap(f.diverging ? 'diverging' : 'sequential') })),
    visible: d.species.map(() => true),
    radius: d.radiusScale,
    slice: { axis: 0, position: 0.5, thickness: 1 },
    filter: { field: -1, lo: 0, hi: 1 },
    perspective: true,
    box: true,
    picked: -1,
  };
}
