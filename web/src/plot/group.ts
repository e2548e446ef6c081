/** Several plots in one place, picked by title. */
import type { PlotGroupItem } from '../contract';
import { el, emptyNote, uid } from '../dom';
import { arr, str } from '../read';
import { optionText } from '../richtext';
import { plotCard, type PlotCard } from './card';

export function plotGroup(g: PlotGroupItem, wide: boolean, report: (why: unknown) => HTMLElement): { body: HTMLElement; tools: HTMLElement; show(): void } {
  const plots = arr(g.plots);
  const body = el('div', { class: 'plot-group' });
  const tools = el('div', { class: 'tools-slot' });
  if (plots.length === 0) {
    body.append(emptyNote('This group has no plots.'));
    return { body, tools, show: () => undefined };
  }
  const id = uid('pick');
  const select = el('select', { id, class: 'select' });
  plots.forEach((p, i) => select.append(el('option', { value: i }, optionText(str(p.title)) || `plot ${i + 1}`)));
  const holder = el('div', { class: 'group-plot' });
  const caption = el('p', { class: 'caption' });
  body.append(el('div', { class: 'pick-row' }, el('label', { for: id }, str(g.select) || 'Show'), select), holder, caption);

  // Each plot is made when first picked and kept, with its zoom, afterwards.
  const made = new Map<number, PlotCard | HTMLElement>();
  const pick = (): void => {
    const i = select.selectedIndex;
    const p = plots[i];
    if (!p) return;
    let card = made.get(i);
    if (!card) {
      try {
        card = plotCard({ ...p, id: str(p.id) || `${str(g.id, 'group')}-${i + 1}` }, wide, true);
      } catch (e) {
        card = report(e);
      }
      made.set(i, card);
    }
    const text = str(p.caption);
    caption.textContent = text;
    caption.hidden = text === '';
    if (card instanceof HTMLElement) {
      holder.replaceChildren(card);
      tools.replaceChildren();
      return;
    }
    holder.replaceChildren(card.body);
    tools.replaceChildren(card.tools);
    card.show();
  };
  select.addEventListener('change', pick);
  pick();
  return { body, tools, show: pick };
}
