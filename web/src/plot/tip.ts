/** The legend at the cursor: x and the value of every series there. It floats, so nothing below moves. */
import { el } from '../dom';
import { richNodes } from '../richtext';
import type { Readout } from './hover';
import type { Model } from './model';

export interface PlotTip { root: HTMLElement; read(r: Readout | null): void }

export function plotTip(m: Model): PlotTip {
  const root = el('div', { class: 'plot-tip', role: 'status' });
  root.hidden = true;
  const label = m.x.label || 'x';
  return {
    root,
    read: (r) => {
      root.hidden = r === null;
      if (!r) return;
      const head = el('div', { class: 'plot-tip-x' });
      if (m.x.named) head.append(...richNodes(r.x));
      else head.append(...richNodes(label), ` = ${r.x}`, m.x.unit ? '\u2009' : '', ...richNodes(m.x.unit));
      const rows = r.hits.map((h) => {
        const chip = el('i');
        chip.style.background = h.color;
        const name = el('span', { class: 'plot-tip-name' });
        name.append(...richNodes(m.series[h.series]?.name ?? ''));
        return el('div', { class: 'plot-tip-row' }, chip, name, el('span', { class: 'plot-tip-value' }, h.value));
      });
      root.replaceChildren(head, ...rows);
      const room = root.parentElement?.clientWidth ?? 0;
      const left = r.px + 16 + root.offsetWidth > room ? r.px - root.offsetWidth - 14 : r.px + 16;
      root.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, r.py - root.offsetHeight - 10)}px)`;
    },
  };
}
