/** The page around the items: head, contents, sections, foot. */
import type { Report } from './contract';
import { add, button, el, emptyNote, paragraphs } from './dom';
import { about } from './about';
import { itemView, type ItemView, type Numbering } from './item';
import { arr, str } from './read';
import { plain, richNodes } from './richtext';
import { themeButton } from './theme';
import { contents, type TocSection } from './toc';

function slug(s: string, used: Set<string>): string {
  const base = s.toLowerCase().replace(/[^a-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'part';
  let id = base;
  for (let k = 2; used.has(id); k++) id = `${base}-${k}`;
  used.add(id);
  return id;
}

function when(iso: string): string {
  const t = new Date(iso);
  if (iso === '' || Number.isNaN(t.getTime())) return iso;
  return `${t.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function head(r: Report): HTMLElement {
  const h1 = el('h1');
  h1.append(...richNodes(str(r.title) || 'glasscape report'));
  const program = str(r.generated?.program);
  const time = when(str(r.generated?.time));
  return el('header', { class: 'page-head' },
    el('div', { class: 'page-title' },
      el('p', { class: 'eyebrow' }, 'glasscape report'),
      h1,
      str(r.subtitle) !== '' && el('p', { class: 'subtitle' }, ...richNodes(str(r.subtitle))),
      (program !== '' || time !== '') && el('p', { class: 'meta' }, [program, time].filter((t) => t !== '').join(' · ')),
    ),
    el('div', { class: 'page-tools' },
      themeButton(),
      button('Print', 'Print this report', () => window.print(), 'btn'),
    ),
  );
}

export function buildPage(r: Report, app: HTMLElement): void {
  document.title = plain(str(r.title)) || 'glasscape report';
  const used = new Set<string>(['app', 'report-main', 'glasscape-data', 'about']);
  const numbering: Numbering = { figure: 0, table: 0 };
  const toc: TocSection[] = [];
  const views: ItemView[] = [];
  const main = el('main', { id: 'report-main', tabindex: '-1' });
  const sections = arr(r.sections);
  sections.forEach((s, i) => {
    const id = slug(str(s?.id) || str(s?.title) || `section-${i + 1}`, used);
    const title = str(s?.title) || `Section ${i + 1}`;
    const h2 = el('h2', {}, el('span', { class: 'section-number' }, String(i + 1)), el('span', {}, ...richNodes(title)));
    const section = el('section', { id, class: 'section' }, h2);
    if (str(s?.intro) !== '') section.append(el('div', { class: 'prose intro' }, ...paragraphs(str(s.intro))));
    const grid = el('div', { class: 'grid' });
    const entries: ItemView[] = [];
    for (const item of arr(s?.items)) {
      if (typeof item !== 'object' || item === null) continue;
      const v = itemView(item, slug(`${id}-${str(item.id) || item.kind}`, used), numbering);
      grid.append(v.root);
      entries.push(v);
    }
    views.push(...entries);
    section.append(entries.length > 0 ? grid : emptyNote('There is nothing in this section.'));
    main.append(section);
    toc.push({ id, title, items: entries.filter((v) => v.title !== '').map((v) => ({ id: v.anchor, title: v.title })) });
  });
  if (sections.length === 0) main.append(emptyNote('This report has no sections.'));
  const top = head(r);
  const side = contents(toc);
  add(app, top, el('div', { class: 'layout' }, side, el('div', { class: 'column' }, main, about(r))));
  // Drawing waits until the elements have their width.
  for (const v of views) v.show();
}
