/** Light and dark: the system's wish unless the reader chose otherwise. */
import { button } from './dom';

type Theme = 'light' | 'dark';
const KEY = 'glasscape-theme';
const query = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let chosen: Theme | null = null;
let printing = false;

function stored(): Theme | null {
  try {
    const v = localStorage.getItem(KEY);
    return v === 'light' || v === 'dark' ? v : null;
  } catch {
    return null; // storage may be closed to file:// pages
  }
}

export function isDark(): boolean {
  if (printing) return false;
  return chosen ? chosen === 'dark' : query.matches;
}

function apply(): void {
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
  for (const f of listeners) f();
}

export function onTheme(f: () => void): void {
  listeners.add(f);
}

/** Paper is white: figures are redrawn light while printing. */
export function setPrinting(on: boolean): void {
  printing = on;
  apply();
}

export function initTheme(): void {
  chosen = stored();
  query.addEventListener('change', apply);
  apply();
}

export function themeButton(): HTMLButtonElement {
  const b = button('', 'Switch between light and dark', () => {
    chosen = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // not kept, still applied
    }
    apply();
  }, 'btn theme-btn');
  const show = (): void => {
    b.textContent = isDark() ? '☀ Light' : '☾ Dark';
  };
  onTheme(show);
  show();
  return b;
}

export interface Ink { text: string; muted: string; grid: string; axis: string; paper: string }

/** The colours of drawn figures; files are always written light. */
export function ink(dark: boolean): Ink {
  return dark
    ? { text: '#dfe4ea', muted: '#9aa5b1', grid: '#252c35', axis: '#55606c', paper: '#151a21' }
    : { text: '#1b222b', muted: '#56606b', grid: '#eceef1', axis: '#9aa3ad', paper: '#ffffff' };
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif';
