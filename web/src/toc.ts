/** The table of contents: beside the text where there is room, a folded bar above it otherwise. */
import { el } from './dom';
import { richNodes } from './richtext';

export interface TocSection { id: string; title: string; items: { id: string; title: string }[] }

export function contents(sections: TocSection[]): HTMLElement {
  const list = el('ol', { class: 'toc-list' });
  const entries = new Map<string, HTMLElement>();
  sections.forEach((s, i) => {
    const a = el('a', { href: `#${s.id}` }, el('span', { class: 'toc-number' }, String(i + 1)), el('span', {}, ...richNodes(s.title)));
    const li = el('li', {}, a);
    if (s.items.length > 0) {
      const sub = el('ol', { class: 'toc-sub' });
      for (const t of s.items) sub.append(el('li', {}, el('a', { href: `#${t.id}` }, ...richNodes(t.title))));
      li.append(sub);
    }
    entries.set(s.id, li);
    list.append(li);
  });
  const fold = el('details', { class: 'toc-fold' }, el('summary', {}, 'Contents'), list);
  const nav = el('nav', { class: 'toc', 'aria-label': 'Contents' }, fold);
  nav.hidden = sections.length === 0;

  const wide = window.matchMedia('(min-width: 1080px)');
  const fit = (): void => { fold.open = wide.matches; };
  wide.addEventListener('change', fit);
  fit();
  list.addEventListener('click', (e) => {
    if (!wide.matches && e.target instanceof Element && e.target.closest('a')) fold.open = false;
  });

  let queued = false;
  const follow = (): void => {
    queued = false;
    let current = sections[0]?.id ?? '';
    for (const s of sections) {
      const top = document.getElementById(s.id)?.getBoundingClientRect().top ?? Infinity;
      if (top < window.innerHeight * 0.3) current = s.id;
    }
    for (const [id, li] of entries) {
      li.classList.toggle('current', id === current);
      const a = li.querySelector('a');
      if (id === current) a?.setAttribute('aria-current', 'true');
      else a?.removeAttribute('aria-current');
    }
  };
  window.addEventListener('scroll', () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(follow);
  }, { passive: true });
  requestAnimationFrame(follow);
  return nav;
}
