/** Element helpers. Data reaches the page only as text nodes and attributes, never as markup. */
import { richNodes } from './richtext';

type Attrs = Record<string, string | number | boolean | null | undefined>;
type Child = Node | string | null | undefined | false;

function assign(e: Element, attrs: Attrs): void {
  for (const [k, v] of Object.entries(attrs)) {
    if (v === null || v === undefined || v === false) continue;
    e.setAttribute(k, v === true ? '' : String(v));
  }
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attrs: Attrs = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  assign(e, attrs);
  add(e, ...children);
  return e;
}

export function add(parent: Node, ...children: Child[]): void {
  for (const c of children) {
    if (c === null || c === undefined || c === false) continue;
    parent.appendChild(typeof c === 'string' ? document.createTextNode(c) : c);
  }
}

export function button(label: string, title: string, onClick: () => void, cls = 'btn'): HTMLButtonElement {
  const b = el('button', { type: 'button', class: cls, title, 'aria-label': title }, label);
  b.addEventListener('click', onClick);
  return b;
}

export function paragraphs(text: string): HTMLParagraphElement[] {
  return text
    .split(/\n\s*\n/)
    .map((t) => t.trim())
    .filter((t) => t !== '')
    .map((t) => {
      const p = el('p');
      p.append(...richNodes(t));
      return p;
    });
}

/** The plain explanation shown where there is nothing to draw. */
export function emptyNote(text: string): HTMLElement {
  return el('p', { class: 'empty-note' }, text);
}

let serial = 0;
export function uid(prefix: string): string {
  serial += 1;
  return `${prefix}-${serial}`;
}
