/** One report item as a card; an item that cannot be drawn says so and leaves the rest alone. */
import type { Item } from './contract';
import { el, emptyNote, paragraphs } from './dom';
import { factsCard } from './facts';
import { plotCard } from './plot/card';
import { plotGroup } from './plot/group';
import { arr, str } from './read';
import { richNodes } from './richtext';
import { sceneCard } from './scene/card';
import { tableCard } from './table';

export interface Numbering { figure: number; table: number }

interface Parts { body: HTMLElement; tools?: HTMLElement; show?: () => void }

function failed(why: unknown): HTMLElement {
  console.error(why);
  return el('p', { class: 'empty-note item-error', role: 'alert' }, `This item could not be drawn: ${why instanceof Error ? why.message : String(why)}`);
}

function isWide(item: Item): boolean {
  if (item.kind === 'scene' || item.kind === 'text') return true;
  if (item.width === 1 || item.width === 2) return item.width === 2;
  return item.kind === 'facts' || (item.kind === 'table' && arr(item.columns).length > 4) || item.kind === 'table';
}

function parts(item: Item, wide: boolean): Parts {
  switch (item.kind) {
    case 'plot': return plotCard(item, wide);
    case 'plot-group': return plotGroup(item, wide, failed);
    case 'table': return tableCard(item);
    case 'facts': return { body: factsCard(item) };
    case 'scene': return sceneCard(item);
    case 'text': return { body: el('div', { class: 'prose' }, ...paragraphs(str(item.text))) };
    default: return { body: emptyNote(`This page does not know items of the kind “${str((item as { kind?: unknown }).kind, '?')}”.`) };
  }
}

function numberOf(item: Item, n: Numbering): string {
  if (item.kind === 'table') return `Table ${(n.table += 1)}`;
  if (item.kind === 'plot' || item.kind === 'plot-group' || item.kind === 'scene') return `Figure ${(n.figure += 1)}`;
  return '';
}

export interface ItemView { root: HTMLElement; anchor: string; title: string; show: () => void }

export function itemView(item: Item, anchor: string, numbering: Numbering): ItemView {
  const wide = isWide(item);
  const tone = item.kind === 'text' ? ` tone-${item.tone === 'warning' ? 'warning' : item.tone === 'note' ? 'note' : 'plain'}` : '';
  const root = el('article', { id: anchor, class: `item item-${item.kind}${wide ? ' wide' : ''}${tone}`, 'data-kind': item.kind, 'data-item': str(item.id) });
  let p: Parts;
  try {
    p = parts(item, wide);
  } catch (e) {
    p = { body: failed(e) };
  }
  const title = str(item.title);
  const number = numberOf(item, numbering);
  if (title !== '' || number !== '' || p.tools) {
    const h = el('h3', { class: 'item-title' });
    if (number !== '') h.append(el('span', { class: 'item-number' }, number));
    h.append(el('span', {}, ...richNodes(title)));
    root.append(el('header', { class: 'item-head' }, h, p.tools));
  }
  root.append(p.body);
  const caption = 'caption' in item ? str(item.caption) : '';
  if (caption !== '') root.append(el('div', { class: 'caption' }, ...paragraphs(caption)));
  const show = (): void => {
    try {
      p.show?.();
    } catch (e) {
      p.body.replaceChildren(failed(e));
    }
  };
  return { root, anchor, title: title === '' ? number : title, show };
}
