/** Tick positions and labels for linear, logarithmic and named axes. */

export interface Tick { at: number; label: string }
export interface Ticks { major: Tick[]; minor: number[] }

function niceStep(raw: number): number {
  const mag = 10 ** Math.floor(Math.log10(raw));
  const m = raw / mag;
  return (m <= 1 ? 1 : m <= 2 ? 2 : m <= 2.5 ? 2.5 : m <= 5 ? 5 : 10) * mag;
}

const minus = (s: string): string => s.replace(/-/g, '\u2212');

/** 3×10^{-5}, with the superscript in rich-text notation. */
function power(v: number): string {
  const e = Math.floor(Math.log10(Math.abs(v)) + 1e-9);
  const m = Number((v / 10 ** e).toPrecision(4));
  const p = `10^{${e}}`;
  return m === 1 ? p : m === -1 ? `\u2212${p}` : `${minus(String(m))}×${p}`;
}

export function linearTicks(min: number, max: number, target: number): Ticks {
  const step = niceStep((max - min) / Math.max(1, target));
  const decimals = Math.max(0, -Math.floor(Math.log10(step)) + (Math.abs(step / 10 ** Math.floor(Math.log10(step)) - 2.5) < 1e-6 ? 1 : 0));
  const big = Math.max(Math.abs(min), Math.abs(max));
  const sci = big >= 1e6 || big < 1e-3;
  const major: Tick[] = [];
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  for (let k = first; k <= last && major.length < 200; k++) {
    const v = k * step;
    major.push({ at: v, label: k === 0 ? '0' : sci ? power(v) : minus(v.toFixed(Math.min(12, decimals))) });
  }
  return { major, minor: [] };
}

function decadeLabel(e: number): string {
  return e >= -2 && e <= 3 ? String(Number((10 ** e).toPrecision(1))) : `10^{${e}}`;
}

export function logTicks(min: number, max: number, target: number): Ticks {
  const lo = Math.log10(min);
  const hi = Math.log10(max);
  if (hi - lo < 0.6) return linearTicks(min, max, target);
  const stride = Math.max(1, Math.ceil((hi - lo) / Math.max(2, target)));
  const plain = lo >= -2.001 && hi <= 3.001;
  const major: Tick[] = [];
  const minor: number[] = [];
  for (let e = Math.floor(lo); e <= Math.ceil(hi); e++) {
    for (let m = 1; m <= 9; m++) {
      const v = m * 10 ** e;
      if (v < min * (1 - 1e-9) || v > max * (1 + 1e-9)) continue;
      const labelled = m === 1 ? e % stride === 0 : hi - lo < 1.6 && (m === 2 || m === 5);
      if (labelled) major.push({ at: v, label: m === 1 ? (plain ? decadeLabel(e) : `10^{${e}}`) : plain ? String(Number(v.toPrecision(1))) : power(v) });
      else if (stride === 1 || m === 1) minor.push(v);
    }
  }
  return { major, minor };
}
