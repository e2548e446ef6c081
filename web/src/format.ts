/** Numbers as text: a true minus sign on screen, full precision in files. */

const SUP: Record<string, string> = {
  '-': '⁻', '0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹',
};

function minus(s: string): string {
  return s.replace(/-/g, '\u2212');
}

function scientific(v: number, digits: number): string {
  const [m, e] = v.toExponential(digits).split('e');
  const mant = (m ?? '').includes('.') ? (m ?? '').replace(/\.?0+$/, '') : (m ?? '');
  const exp = String(Number(e)).replace(/./g, (c) => SUP[c] ?? c);
  return `${minus(mant)}×10${exp}`;
}

/** Up to `sig` significant digits, without trailing zeros. */
export function fmt(v: number, sig = 4): string {
  if (!Number.isFinite(v)) return '–';
  if (v === 0) return '0';
  const a = Math.abs(v);
  if (a >= 1e6 || a < 1e-4) return scientific(v, sig - 1);
  if (Number.isInteger(v)) return minus(String(v));
  return minus(String(Number(v.toPrecision(sig))));
}

/** A fixed number of decimals, unless that would show a value that is not zero as zero. */
export function fixed(v: number, decimals: number): string {
  if (!Number.isFinite(v)) return '–';
  const s = v.toFixed(decimals);
  if (v !== 0 && Number(s) === 0) return scientific(v, 2);
  if (Math.abs(v) >= 1e9) return scientific(v, 4);
  return minus(s);
}

export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009');
}

export function withUnit(label: string, unit: string | undefined | null): string {
  const l = label.trim();
  const u = (unit ?? '').trim();
  if (l === '') return u;
  return u === '' ? l : `${l} (${u})`;
}

export function csvCell(v: string | number | null | undefined): string {
  if (v === null || v === undefined) return '';
  if (typeof v === 'number') return Number.isFinite(v) ? String(v) : '';
  return /[",\r\n]/.test(v) ? `"${v.replace(/"/g, '""')}"` : v;
}

export function csvText(rows: (string | number | null | undefined)[][]): string {
  return rows.map((r) => r.map(csvCell).join(',')).join('\r\n') + '\r\n';
}
