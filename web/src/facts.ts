/** Provenance: names and values, each value copied by a click. */
import type { FactsItem } from './contract';
import { button, el, emptyNote } from './dom';
import { arr, str } from './read';

async function copy(text: string, from: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The clipboard may be closed to local files; selecting the text is then the next best.
    const r = document.createRange();
    r.selectNodeContents(from);
    const s = window.getSelection();
    s?.removeAllRanges();
    s?.addRange(r);
    return document.execCommand('copy');
  }
}

export function factsCard(f: FactsItem): HTMLElement {
  const rows = arr(f.rows);
  if (rows.length === 0) return emptyNote('Nothing is recorded here.');
  const dl = el('dl', { class: 'facts' });
  for (const row of rows) {
    const label = str(arr(row)[0]);
    const value = str(arr(row)[1], '–');
    const code = el('code', {}, value);
    const b = button('Copy', `Copy ${label}`, () => {
      void copy(value, code).then((done) => {
        b.textContent = done ? 'Copied' : 'Selected';
        setTimeout(() => { b.textContent = 'Copy'; }, 1500);
      });
    }, 'btn copy');
    dl.append(el('div', { class: 'fact' }, el('dt', {}, label), el('dd', {}, code, b)));
  }
  return dl;
}
