/** Tolerant readers: a report with a missing member still opens. */

export function str(v: unknown, fallback = ''): string {
  if (typeof v === 'string') return v;
  return typeof v === 'number' ? String(v) : fallback;
}

export function num(v: unknown, fallback = NaN): number {
  return typeof v === 'number' && Number.isFinite(v) ? v : fallback;
}

export function arr<T>(v: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(v) ? (v as readonly T[]) : [];
}

/** JSON null becomes NaN, so that one test covers all undefined values. */
export function floats(v: readonly (number | null)[] | null | undefined): Float64Array {
  const a = arr(v);
  const out = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) out[i] = num(a[i]);
  return out;
}

/** Decodes base64 into bytes; anything malformed reads as an empty array. */
export function bytes(b64: unknown): Uint8Array {
  if (typeof b64 !== 'string' || b64 === '') return new Uint8Array(0);
  try {
    const s = atob(b64);
    const out = new Uint8Array(s.length);
    for (let i = 0; i < s.length; i++) out[i] = s.charCodeAt(i);
    return out;
  } catch {
    return new Uint8Array(0);
  }
}

export function float32(b64: unknown): Float32Array {
  const b = bytes(b64);
  const n = b.length >> 2;
  const view = new DataView(b.buffer);
  const out = new Float32Array(n);
  for (let i = 0; i < n; i++) out[i] = view.getFloat32(4 * i, true);
  return out;
}

export function int32(b64: unknown): Int32Array {
  const b = bytes(b64);
  const n = b.length >> 2;
  const view = new DataView(b.buffer);
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) out[i] = view.getInt32(4 * i, true);
  return out;
}
