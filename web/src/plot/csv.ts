/** All series of a plot as columns, each with its own x, since series need not share one. */
import { csvText, withUnit } from '../format';
import { plain } from '../richtext';
import type { Model } from './model';

export function plotCsv(m: Model): string {
  const columns: { head: string; at: (i: number) => number | string | undefined; n: number }[] = [];
  const xTitle = plain(m.x.title) || 'x';
  for (const s of m.series) {
    const name = plain(s.name);
    const y = plain(withUnit(m.y.label || 'y', m.y.unit));
    const put = (head: string, a: Float64Array | null, shift = 0): void => {
      if (a && a.length > 0) columns.push({ head, at: (i) => a[i + shift], n: a.length - (s.edges === a ? 1 : 0) });
    };
    if (s.labels) columns.push({ head: `${name}: label`, at: (i) => s.labels?.[i], n: s.labels.length });
    put(`${name}: ${xTitle}`, s.x);
    put(`${name}: ${xTitle}, lower`, s.xlo);
    put(`${name}: ${xTitle}, upper`, s.xhi);
    if (s.edges) {
      put(`${name}: ${xTitle}, bin from`, s.edges);
      put(`${name}: ${xTitle}, bin to`, s.edges, 1);
    }
    put(`${name}: ${y}`, s.y);
    put(`${name}: ${y}, lower`, s.lo);
    put(`${name}: ${y}, upper`, s.hi);
  }
  const n = columns.reduce((k, c) => Math.max(k, c.n), 0);
  const rows: (string | number | null | undefined)[][] = [columns.map((c) => c.head)];
  for (let i = 0; i < n; i++) rows.push(columns.map((c) => (i < c.n ? c.at(i) : null)));
  if (m.x.named) {
    // Named positions are worth more than their numbers.
    const names = new Map(m.x.named.map((t) => [t.at, plain(t.label)]));
    rows[0]!.unshift(`${xTitle}, name`);
    const x = m.series[0]?.x;
    for (let i = 1; i < rows.length; i++) rows[i]!.unshift(names.get(x?.[i - 1] ?? NaN) ?? '');
  }
  return csvText(rows);
}
