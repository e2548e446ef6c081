/** Several plots in one place, picked by title or run through with a slider. */
import type { PlotGroupItem } from '../contract';
import { button, el, emptyNote, uid } from '../dom';
import { arr, str } from '../read';
import { optionText } from '../richtext';
import { slider } from '../scene/widgets';
import { plotCard, type PlotCard } from './card';

interface Picker { parts: HTMLElement[]; index(): number }

function box(label: string, titles: string[], changed: () => void): Picker {
  const id = uid('pick');
  const select = el('select', { id, class: 'select' });
  titles.forEach((t, i) => select.append(el('option', { value: i }, t)));
  select.addEventListener('change', changed);
  return { parts: [el('label', { for: id }, label), select], index: () => select.selectedIndex };
}

/** The last plot is shown first: it is what the others lead to. */
function film(label: string, titles: string[], changed: () => void): Picker {
  const last = titles.length - 1;
  let timer = 0;
  const s = slider(label, { min: 0, max: last, step: 1, value: last }, (v) => titles[v] ?? '', changed, 'frame');
  const stop = (): void => {
    window.clearInterval(timer);
    timer = 0;
    play.textContent = 'Play';
  };
  const step = (): void => {
    if (!play.isConnected || s.input.valueAsNumber >= last) return stop();
    s.sync(s.input.valueAsNumber + 1);
    changed();
  };
  const play = button('Play', 'Run through all of them', () => {
    if (timer !== 0) return stop();
    if (s.input.valueAsNumber >= last) s.sync(0);
    changed();
    play.textContent = 'Stop';
    timer = window.setInterval(step, 350);
  });
  s.input.addEventListener('pointerdown', stop);
  s.root.classList.add('film');
  return { parts: [s.root, play], index: () => s.input.valueAsNumber };
}

export function plotGroup(g: PlotGroupItem, wide: boolean, report: (why: unknown) => HTMLElement): { body: HTMLElement; tools: HTMLElement; show(): void } {
  const plots = arr(g.plots);
  const body = el('div', { class: 'plot-group' });
  const tools = el('div', { class: 'tools-slot' });
  if (plots.length === 0) {
    body.append(emptyNote('This group has no plots.'));
    return { body, tools, show: () => undefined };
  }
  const titles = plots.map((p, i) => optionText(str(p.title)) || `plot ${i + 1}`);
  const holder = el('div', { class: 'group-plot' });
  const caption = el('p', { class: 'caption' });
  const picker = g.slider === true && plots.length > 1 ? film(str(g.select) || 'Show', titles, () => pick()) : box(str(g.select) || 'Show', titles, () => pick());
  body.append(el('div', { class: 'pick-row' }, ...picker.parts), holder, caption);

  // Each plot is made when first picked and kept, with its zoom, afterwards.
  const made = new Map<number, PlotCard | HTMLElement>();
  const pick = (): void => {
    const i = picker.index();
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
  pick();
  return { body, tools, show: pick };
}
