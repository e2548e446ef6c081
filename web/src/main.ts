/** Reads the data block and builds the page. */
import './style/base.css';
import './style/items.css';
import './style/scene.css';
import './style/print.css';
import type { Report } from './contract';
import { el } from './dom';
import { buildPage } from './page';
import { initPrint } from './print';
import { initTheme } from './theme';

function read(): Report | string {
  const text = document.getElementById('glasscape-data')?.textContent ?? '';
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return 'This page holds no report data. It is the empty template that glasscape fills in.';
  }
  if (typeof data !== 'object' || data === null) return 'The report data is not an object.';
  const format = (data as { format?: unknown }).format;
  if (format !== 1) return `The report data has format ${String(format)}; this page reads format 1.`;
  return data as Report;
}

initTheme();
initPrint();
const app = document.getElementById('app');
if (app) {
  const report = read();
  if (typeof report === 'string') app.append(el('p', { class: 'bare-note', role: 'alert' }, report));
  else buildPage(report, app);
  document.documentElement.dataset['ready'] = 'true';
}
