/** Tables: intervals in cells, sorting by header, CSV. */
import type { Cell, ColumnSpec, TableItem } from './contract';
import { button, el, emptyNote } from './dom';
import { fileName, saveText } from './download';
import { count, csvText, fixed, fmt, withUnit } from './format';
import { arr, num, str } from './read';
import { cellNodes, plain, richNodes } from './richtext';

const FIRST_ROWS = 200;

interface Interval { value: number; lo: number; hi: number }

function interval(c: Cell | undefined): Interval | null {
  if (typeof c !== 'object' || c === null) return null;
  return { value: num(c.value), lo: num(c.lo), hi: num(c.hi) };
}

function digitsOf(given: number | undefined): number | null {
  const d = num(given);
  return Number.isInteger(d) && d >= 0 && d <= 15 ? d : null;
}

function show(v: number, digits: number | null): string {
  return digits === null ? fmt(v, 6) : fixed(v, digits);
}

function nodesOf(c: Cell | undefined, col: ColumnSpec | undefined): (Node | string)[] {
  const iv = interval(c);
  const own = typeof c === 'object' && c !== null ? c.digits : undefined;
  const digits = digitsOf(own ?? col?.digits);
  if (iv) {
    if (!Number.isFinite(iv.value)) return ['–'];
    const main = show(iv.value, digits);
    if (!Number.isFinite(iv.lo) || !Number.isFinite(iv.hi)) return [main];
    return [main, el('span', { class: 'interval' }, `[${show(iv.lo, digits)}, ${show(iv.hi, digits)}]`)];
  }
  if (typeof c === 'number') return [show(c, digits)];
  if (typeof c === 'string') return cellNodes(c);
  return ['–'];
}

/** Undefined values go last in both directions. */
function compare(a: Cell | undefined, b: Cell | undefined, sign: number): number {
  const key = (c: Cell | undefined): number | string => {
    const v = interval(c)?.value ?? c;
    return typeof v === 'string' ? v : num(v);
  };
  const x = key(a);
  const y = key(b);
  const gone = (v: number | string): boolean => typeof v === 'number' && Number.isNaN(v);
  if (gone(x) || gone(y)) return Number(gone(x)) - Number(gone(y));
  if (typeof x === 'number' && typeof y === 'number') return sign * (x - y);
  return sign * String(x).localeCompare(String(y), 'en', { numeric: true });
}

/** A tint that both themes can carry under their text; undefined values stay plain. */
function tint(c: Cell | undefined, shade: number): string {
  const v = interval(c)?.value ?? (typeof c === 'number' ? c : NaN);
  if (!Number.isFinite(v) || !(shade > 0)) return '';
  const strength = 0.6 * Math.min(1, Math.abs(v) / shade);
  return v < 0 ? `rgb(0 114 178 / ${strength.toFixed(3)})` : `rgb(213 94 0 / ${strength.toFixed(3)})`;
}

function isNumeric(rows: readonly (readonly Cell[])[], k: number): boolean {
  return rows.some((r) => typeof r?.[k] === 'number' || interval(r?.[k]) !== null);
}

export function tableCsv(t: TableItem): string {
  const cols = arr(t.columns);
  const rows = arr(t.rows);
  const wide = cols.map((_, k) => rows.some((r) => interval(arr(r)[k])));
  const head = cols.flatMap((c, k) => {
    const h = plain(withUnit(str(c.label), c.unit));
    return wide[k] ? [h, `${h}, lower`, `${h}, upper`] : [h];
  });
  const lines = rows.map((r) =>
    cols.flatMap((_, k) => {
      const c = arr(r)[k];
      const iv = interval(c);
      const plainCell = iv ? iv.value : typeof c === 'object' ? null : c;
      return wide[k] ? [plainCell, iv?.lo, iv?.hi] : [plainCell];
    }),
  );
  return csvText([head, ...lines]);
}

export function tableCard(t: TableItem): { body: HTMLElement; tools: HTMLElement } {
  const cols = arr(t.columns);
  const rows = arr(t.rows);
  const tools = el('div', { class: 'tools', role: 'group', 'aria-label': 'Save this table' });
  if (cols.length === 0) return { body: emptyNote('This table has no columns.'), tools };
  if (rows.length > 0) {
    tools.append(button('CSV', 'Save the table as CSV', () => saveText(tableCsv(t), fileName(str(t.id, 'table'), 'csv'), 'text/csv')));
  }

  const align = cols.map((c, k) => c.align ?? (isNumeric(rows, k) ? 'right' : 'left'));
  const tbody = el('tbody');
  let order = rows.map((_, i) => i);
  let limit = FIRST_ROWS;
  const more = el('button', { type: 'button', class: 'btn more' });
  const fill = (): void => {
    const shown = order.slice(0, limit).map((i) => {
      const tr = el('tr');
      cols.forEach((c, k) => {
        const td = el(k === 0 ? 'th' : 'td', { class: align[k] === 'right' ? 'r' : null, scope: k === 0 ? 'row' : null });
        td.append(...nodesOf(arr(rows[i])[k], c));
        const background = tint(arr(rows[i])[k], num(c.shade, 0));
        if (background !== '') td.style.backgroundColor = background;
        tr.append(td);
      });
      return tr;
    });
    tbody.replaceChildren(...shown);
    more.hidden = order.length <= limit;
    more.textContent = `Show all ${count(order.length)} rows`;
  };
  more.addEventListener('click', () => {
    limit = Infinity;
    fill();
  });

  const heads: HTMLTableCellElement[] = [];
  const sortBy = (k: number): void => {
    const th = heads[k]!;
    const down = th.getAttribute('aria-sort') === 'ascending';
    for (const h of heads) h.removeAttribute('aria-sort');
    th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    order = rows.map((_, i) => i).sort((a, b) => compare(arr(rows[a])[k], arr(rows[b])[k], down ? -1 : 1) || a - b);
    fill();
  };
  const headRow = el('tr');
  cols.forEach((c, k) => {
    const label = el('span', { class: 'th-label' });
    label.append(...richNodes(str(c.label)));
    const unit = el('span', { class: 'th-unit' });
    if (str(c.unit) !== '') unit.append(' (', ...richNodes(str(c.unit)), ')');
    const b = el('button', { type: 'button', class: 'sort', title: 'Sort by this column' }, label, unit);
    b.addEventListener('click', () => sortBy(k));
    const th = el('th', { scope: 'col', class: align[k] === 'right' ? 'r' : null }, b);
    heads.push(th);
    headRow.append(th);
  });
  const table = el('table', { class: 'data' }, el('thead', {}, headRow), tbody);
  const body = el('div', { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': plain(str(t.title)) || 'Table' }, table);
  fill();
  if (rows.length === 0) {
    return { body: el('div', {}, body, emptyNote('This table has no rows.')), tools };
  }
  return { body: el('div', {}, body, more), tools };
}
