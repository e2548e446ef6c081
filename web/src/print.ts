/** On paper each plot is its vector drawing and each scene a picture with its legend, light and of fixed size. */
import { setPrinting } from './theme';

interface Printed { host: HTMLElement; make: () => Element | null }
const figures: Printed[] = [];

export function whenPrinting(host: HTMLElement, make: () => Element | null): void {
  figures.push({ host, make });
}

export function svgElement(text: string): Element {
  const doc = new DOMParser().parseFromString(text, 'image/svg+xml');
  const svg = document.importNode(doc.documentElement, true);
  svg.removeAttribute('width');
  svg.removeAttribute('height');
  return svg;
}

function begin(): void {
  end();
  setPrinting(true);
  for (const f of figures) {
    if (!f.host.isConnected) continue;
    const figure = f.make();
    if (!figure) continue;
    figure.classList.add('print-figure');
    f.host.append(figure);
  }
}

function end(): void {
  for (const s of document.querySelectorAll('.print-figure')) s.remove();
  setPrinting(false);
}

export function initPrint(): void {
  window.addEventListener('beforeprint', begin);
  window.addEventListener('afterprint', end);
}
