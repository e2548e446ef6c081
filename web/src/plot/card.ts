/** A plot as it stands in the page: legend with live values, the drawing, and the file buttons. */
import type { PlotItem } from '../contract';
import { button, el, emptyNote } from '../dom';
import { fileName, savePng, saveText } from '../download';
import { isDark, onTheme } from '../theme';
import { plain, richNodes } from '../richtext';
import { svgElement, whenPrinting } from '../print';
import { plotCsv } from './csv';
import { figureCanvas, figureSvg, swatch, type Ranges } from './figure';
import { livePlot, type LivePlot } from './live';
import { buildModel, type Model } from './model';
import { CanvasPainter } from './painter';
import { plotTip } from './tip';

export interface PlotCard {
  body: HTMLElement;
  tools: HTMLElement;
  /** Draws once the element is in the page and has a width. */
  show(): void;
}

function swatchCanvas(m: Model, i: number): HTMLElement {
  const c = el('canvas', { class: 'swatch', 'aria-hidden': 'true', width: 44, height: 28 });
  const draw = (): void => {
    const g = c.getContext('2d');
    const s = m.series[i];
    if (!g || !s) return;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.clearRect(0, 0, c.width, c.height);
    g.scale(2, 2);
    swatch(new CanvasPainter(g), s, 2, 7, isDark());
  };
  draw();
  onTheme(draw);
  return c;
}

function legend(m: Model, changed: () => void): HTMLElement {
  const root = el('div', { class: 'legend' });
  m.series.forEach((s, i) => {
    const name = el('span', { class: 'legend-name' });
    name.append(...richNodes(s.name));
    const b = el('button', { type: 'button', class: 'legend-item', 'aria-pressed': 'true', title: 'Show or hide' }, swatchCanvas(m, i), name);
    b.addEventListener('click', () => {
      s.hidden = !s.hidden;
      b.setAttribute('aria-pressed', String(!s.hidden));
      changed();
    });
    root.append(b);
  });
  return root;
}

function describe(m: Model): string {
  const names = m.series.map((s) => plain(s.name)).join(', ');
  return `${plain(m.title) || 'Plot'}: ${plain(m.y.title) || 'y'} against ${plain(m.x.title) || 'x'}. Series: ${names}.`;
}

export function plotCard(p: PlotItem, wide: boolean, inGroup = false): PlotCard {
  const m = buildModel(p);
  const body = el('div', { class: 'plot' });
  const tools = el('div', { class: 'tools', role: 'group', 'aria-label': 'Save this figure' });
  if (m.empty !== '') {
    body.append(emptyNote(m.empty));
    return { body, tools, show: () => undefined };
  }
  let live: LivePlot | null = null;
  const ranges = (): Ranges => live?.ranges() ?? { x: [m.x.min, m.x.max], y: [m.y.min, m.y.max] };
  const tip = plotTip(m);
  const holder = el('figure', { class: 'plot-frame', role: 'group', 'aria-label': describe(m) });
  const back = button('Reset zoom', 'Show the full range again', () => live?.reset(), 'btn reset-zoom');
  body.append(legend(m, () => live?.redraw()), holder);

  tools.append(
    button('PNG', 'Save as PNG picture', () => savePng(figureCanvas(m, ranges(), wide), fileName(m.id, 'png'))),
    button('SVG', 'Save as SVG vector drawing', () => saveText(figureSvg(m, ranges(), wide), fileName(m.id, 'svg'), 'image/svg+xml')),
    button('CSV', 'Save all series as CSV', () => saveText(plotCsv(m), fileName(m.id, 'csv'), 'text/csv')),
  );

  const height = Math.max(180, Math.min(800, p.height ?? (m.equal ? 420 : wide ? 340 : 300)));
  const show = (): void => {
    if (live || holder.clientWidth < 40) return;
    live = livePlot(m, holder.clientWidth, height, tip.read);
    live.root.append(tip.root, back);
    holder.append(live.root);
  };
  let seen = 0;
  new ResizeObserver(() => {
    const w = holder.clientWidth;
    if (w < 40 || w === seen) return;
    seen = w;
    if (live) live.resize(w);
    else show();
  }).observe(holder);
  onTheme(() => live?.redraw());
  // Outside a group the card's own heading is printed above the figure.
  whenPrinting(holder, () => svgElement(figureSvg(inGroup ? m : { ...m, title: '' }, ranges(), wide, 'print')));
  return { body, tools, show };
}
