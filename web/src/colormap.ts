/** Colour maps as short tables of evenly spaced colours, interpolated linearly. */

const TABLES = {
  viridis:
    '440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d2f6b8e2c728e297a8e26828e23898e21918c1f988b' +
    '1fa08822a78528ae8032b67a3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51bfde725',
  cividis:
    '00205100265d012b6508316911366c1c3c6e26426e31476e3c4d6e47536d51586e5a5e6e62646f6a6a707270717976737f7c758682768c88' +
    '77938e789a9478a19b78a9a177b2a874bbaf71c5b66dcebd68d8c462e2cb5cebd355f3da4ffae249fdea45',
  // After Crameri's "vik": dark blue through near white to dark red.
  vik: '001261033e7d1e6f9d71a8c4c9dde7ece5e0eacebdd39774be65338b2706590008',
} as const;

export type MapName = keyof typeof TABLES;
export const MAP_NAMES = Object.keys(TABLES) as MapName[];

const parsed = new Map<MapName, Uint8Array>();

function table(name: MapName): Uint8Array {
  let t = parsed.get(name);
  if (!t) {
    const hex = TABLES[name];
    t = new Uint8Array(hex.length / 2);
    for (let i = 0; i < t.length; i++) t[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
    parsed.set(name, t);
  }
  return t;
}

/** Writes the colour at u (clamped to 0..1) into out[at..at+2]. */
export function sample(name: MapName, u: number, out: Uint8Array | Uint8ClampedArray, at: number): void {
  const t = table(name);
  const n = t.length / 3;
  const x = Math.min(1, Math.max(0, u)) * (n - 1);
  const i = Math.min(n - 2, Math.floor(x));
  const f = x - i;
  for (let k = 0; k < 3; k++) {
    out[at + k] = Math.round(t[3 * i + k]! * (1 - f) + t[3 * i + 3 + k]! * f);
  }
}

export function cssColor(name: MapName, u: number): string {
  const c = new Uint8Array(3);
  sample(name, u, c, 0);
  return `rgb(${c[0]} ${c[1]} ${c[2]})`;
}

export function defaultMap(kind: string | undefined): MapName {
  return kind === 'diverging' ? 'vik' : 'viridis';
}
