/**
 * Sub- and superscripts in labels: `T_g`, `q_{6m}`, `10^{-3}`, `Å^-1`.
 * A bare underscore counts only after a one- or two-letter symbol and before at most three
 * letters or digits, so that file_names stay as they are.
 */
export interface Run {
  text: string;
  shift: -1 | 0 | 1;
}

const RULE = /(?<![\p{L}\d_])([\p{L}]{1,2}[²³]?|[⟩)])_(?:\{([^}]*)\}|([\p{L}\d]{1,3})(?![\p{L}\d_]))|\^(?:\{([^}]*)\}|([-+−]?\d+))/gu;

/** Only the unmistakable forms with braces, for table cells, which may hold file names. */
const STRICT = /([\p{L}\d²³⟩)]?)_\{([^}]*)\}()|\^\{([^}]*)\}()/gu;

export function runs(s: string, rule: RegExp = RULE): Run[] {
  const out: Run[] = [];
  let at = 0;
  for (const m of s.matchAll(rule)) {
    const base = m[1] ?? '';
    const before = s.slice(at, m.index) + base;
    if (before !== '') out.push({ text: before, shift: 0 });
    const sub = m[2] ?? (m[3] || undefined);
    const sup = m[4] ?? m[5] ?? '';
    if (sub !== undefined) out.push({ text: sub.replace(/-/g, '\u2212'), shift: -1 });
    else out.push({ text: sup.replace(/-/g, '\u2212'), shift: 1 });
    at = m.index + m[0].length;
  }
  if (at < s.length || out.length === 0) out.push({ text: s.slice(at), shift: 0 });
  return out;
}

export function cellNodes(s: string): Node[] {
  return nodes(runs(s, STRICT));
}

export function richNodes(s: string): Node[] {
  return nodes(runs(s));
}

function nodes(rs: Run[]): Node[] {
  return rs.map((r) => {
    if (r.shift === 0) return document.createTextNode(r.text);
    const e = document.createElement(r.shift < 0 ? 'sub' : 'sup');
    e.textContent = r.text;
    return e;
  });
}

/** For file names, CSV headers and aria labels. */
export function plain(s: string): string {
  return runs(s).map((r) => (r.shift < 0 ? `_${r.text}` : r.shift > 0 ? `^${r.text}` : r.text)).join('');
}

/** For select boxes, which hold plain text only: digits as Unicode sub- and superscripts. */
export function optionText(s: string): string {
  const digits = ['₀₁₂₃₄₅₆₇₈₉', '⁰¹²³⁴⁵⁶⁷⁸⁹'];
  return runs(s).map((r) => {
    if (r.shift === 0) return r.text;
    if (/^\d+$/.test(r.text)) return r.text.replace(/\d/g, (d) => digits[r.shift < 0 ? 0 : 1]![Number(d)]!);
    return r.shift < 0 ? `_${r.text}` : `^${r.text}`;
  }).join('');
}
