/** Okabe–Ito colours, with dark-theme variants lifted where the original is too dim to read. */
import type { ColorSpec } from './contract';

interface Tone { light: string; dark: string }

const BLUE: Tone = { light: '#0072b2', dark: '#4aa8e0' };
const VERMILLION: Tone = { light: '#d55e00', dark: '#f0803c' };
const GREEN: Tone = { light: '#009e73', dark: '#2bbf93' };
const PURPLE: Tone = { light: '#c06a9a', dark: '#dd92ba' };
const ORANGE: Tone = { light: '#d18f00', dark: '#f0b52e' };
const SKY: Tone = { light: '#3f9fd6', dark: '#86cbf2' };
const GREY: Tone = { light: '#5f6873', dark: '#a3adb8' };
const INK: Tone = { light: '#1b222b', dark: '#e4e8ed' };

const CYCLE: Tone[] = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, GREY];

const NAMED: Record<string, Tone> = {
  cu: VERMILLION, zr: BLUE, ni: GREEN, al: GREY, ag: SKY, ti: ORANGE, pd: PURPLE, si: ORANGE, o: VERMILLION,
  fe: ORANGE, b: GREEN, p: PURPLE, mg: GREEN, ca: SKY, la: PURPLE, ce: ORANGE, nb: SKY, au: ORANGE, ge: BLUE,
  'cu-cu': VERMILLION, 'zr-zr': BLUE, 'cu-zr': PURPLE, 'zr-cu': PURPLE,
  total: INK, all: INK, ink: INK, grey: GREY, gray: GREY,
};

function tone(spec: ColorSpec | null | undefined, index: number): Tone | string {
  if (typeof spec === 'number' && Number.isFinite(spec)) return CYCLE[Math.abs(Math.trunc(spec)) % CYCLE.length]!;
  if (typeof spec === 'string' && spec.trim() !== '') {
    const key = spec.trim().toLowerCase().replace(/[–−]/g, '-');
    const named = Object.hasOwn(NAMED, key) ? NAMED[key] : undefined;
    if (named) return named;
    if (typeof CSS !== 'undefined' && CSS.supports('color', key)) return key;
  }
  return CYCLE[index % CYCLE.length]!;
}

export function color(spec: ColorSpec | null | undefined, index: number, dark: boolean): string {
  const t = tone(spec, index);
  if (typeof t === 'string') return t;
  return dark ? t.dark : t.light;
}

/** Atoms keep one colour in both themes; it is told apart by hue and by lightness. */
const ATOM: Record<string, string> = { cu: '#d9702a', zr: '#2f86c9' };

export function speciesColors(species: readonly { name: string; color?: ColorSpec }[]): string[] {
  const taken = new Set<string>();
  return species.map((s, i) => {
    const key = (s.name ?? '').trim().toLowerCase();
    let c = s.color !== undefined ? color(s.color, i, false) : (ATOM[key] ?? (Object.hasOwn(NAMED, key) ? NAMED[key]!.light : ''));
    for (let k = i; c === '' || (s.color === undefined && taken.has(c) && k < i + CYCLE.length); k++) {
      c = CYCLE[k % CYCLE.length]!.light;
    }
    taken.add(c);
    return c;
  });
}

/** Any CSS colour as 0..255 components, through the canvas parser. */
export function rgb(css: string): [number, number, number] {
  const c = document.createElement('canvas');
  c.width = c.height = 1;
  const g = c.getContext('2d', { willReadFrequently: true });
  if (!g) return [128, 128, 128];
  g.fillStyle = css;
  g.fillRect(0, 0, 1, 1);
  const d = g.getImageData(0, 0, 1, 1).data;
  return [d[0]!, d[1]!, d[2]!];
}
