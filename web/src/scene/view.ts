/** The 3-D view itself: canvas, camera, drawing on demand, hover and pinned atom. */
import { el } from '../dom';
import { rgb } from '../palette';
import { richNodes } from '../richtext';
import { ink, isDark, onTheme } from '../theme';
import { paintAtoms } from './appearance';
import { Camera } from './camera';
import type { SceneData } from './data';
import { attachInput } from './input';
import { describeAtom } from './legend';
import { Pace } from './pace';
import { pick } from './pick';
import { Renderer, type Look } from './renderer';
import type { SceneState } from './state';
import { paintTriad, TRIAD } from './triad';

export interface SceneView {
  root: HTMLElement;
  camera: Camera;
  rgba: Uint8Array;
  recolor(): number;
  redraw(): void;
  /** Draws at once, on white and at twice the page size, and returns a copy; null while there is no room. */
  capture(): { picture: HTMLCanvasElement; width: number; height: number } | null;
}

const PAPER_DARK = '#10141a';

function look(white: boolean): Look {
  const dark = isDark() && !white;
  const unit = (c: string): [number, number, number] => rgb(c).map((v) => v / 255) as [number, number, number];
  return { paper: unit(dark ? PAPER_DARK : white ? '#ffffff' : '#fafbfc'), ink: unit(dark ? '#aab4bf' : '#4a545f') };
}

function table(rows: [string, string][]): HTMLElement {
  return el('table', {}, el('tbody', {}, ...rows.map(([k, v]) => el('tr', {}, rich(k), el('td', {}, v)))));
}

function rich(label: string): HTMLElement {
  const th = el('th', { scope: 'row' });
  th.append(...richNodes(label));
  return th;
}

/** null where WebGL 2 is missing. */
export function sceneView(d: SceneData, s: SceneState): SceneView | null {
  const canvas = el('canvas', {
    class: 'scene-canvas', tabindex: '0', role: 'application',
    'aria-label': `Atoms in three dimensions, ${d.n} in all. Arrow keys rotate, Shift with arrows pans, plus and minus zoom, 0 resets.`,
  });
  const renderer = Renderer.create(canvas, d);
  if (!renderer) return null;
  const corner = el('canvas', { class: 'triad', width: TRIAD * 2, height: TRIAD * 2, 'aria-hidden': 'true' });
  const tip = el('div', { class: 'atom-tip', role: 'status' });
  const pinned = el('div', { class: 'atom-pin', 'aria-live': 'polite' });
  const hint = el('p', { class: 'scene-hint' }, 'Drag: rotate · Shift + drag: pan · Click, then scroll: zoom');
  tip.hidden = pinned.hidden = true;
  const root = el('div', { class: 'scene-view' }, canvas, corner, tip, pinned, hint);
  const camera = new Camera(d);
  const rgba = new Uint8Array(4 * d.n);
  const pace = new Pace((idle) => { canvas.dataset['idle'] = String(idle); }, () => draw());
  const redraw = (): void => pace.ask();
  const moved = (): void => pace.move();

  // The last size on the page, for printing, where the view itself is hidden.
  let shape: [number, number] = [0, 0];
  const size = (scale: number): boolean => {
    const max = renderer.maxSize();
    const w = Math.min(max, Math.round(canvas.clientWidth * scale));
    const h = Math.min(max, Math.round(canvas.clientHeight * scale));
    if (w < 2 || h < 2) return false;
    if (canvas.width !== w) canvas.width = w;
    if (canvas.height !== h) canvas.height = h;
    return true;
  };
  const draw = (): (() => boolean) | null => {
    if (!size(pace.ratio())) return null;
    shape = [canvas.clientWidth, canvas.clientHeight];
    renderer.draw(camera, s, look(false), pace.ratio());
    const g = corner.getContext('2d');
    if (g) {
      g.setTransform(2, 0, 0, 2, 0, 0);
      g.clearRect(0, 0, TRIAD, TRIAD);
      paintTriad(g, d, camera, { ...ink(isDark()), paper: isDark() ? PAPER_DARK : '#fafbfc' });
    }
    return renderer.fence();
  };
  const recolor = (): number => {
    const shown = paintAtoms(d, s, rgba);
    renderer.setColors(rgba);
    if (s.picked >= 0 && rgba[4 * s.picked + 3] === 0) unpin();
    redraw();
    return shown;
  };
  const atomAt = (x: number, y: number): number => {
    const [w, h] = [canvas.clientWidth, canvas.clientHeight];
    return pick(d, rgba, s.radius, camera.ray((2 * x) / w - 1, 1 - (2 * y) / h));
  };
  const unpin = (): void => {
    s.picked = -1;
    pinned.hidden = true;
    redraw();
  };

  let hoverQueued = false;
  let at = { x: 0, y: 0 };
  let inside = false;
  const showTip = (): void => {
    hoverQueued = false;
    const i = inside ? atomAt(at.x, at.y) : -1;
    tip.hidden = i < 0;
    if (i < 0) return;
    tip.replaceChildren(table(describeAtom(d, i)));
    const left = at.x + 16 + tip.offsetWidth > root.clientWidth ? at.x - tip.offsetWidth - 12 : at.x + 16;
    const top = Math.max(4, Math.min(at.y + 12, root.clientHeight - tip.offsetHeight - 4));
    tip.style.transform = `translate(${Math.max(2, left)}px, ${top}px)`;
  };
  attachInput(canvas, camera, {
    moved,
    hover: (x, y) => {
      inside = true;
      at = { x, y };
      if (hoverQueued) return;
      hoverQueued = true;
      requestAnimationFrame(showTip);
    },
    leave: () => {
      inside = false;
      tip.hidden = true;
    },
    click: (x, y) => {
      const i = atomAt(x, y);
      if (i < 0 || i === s.picked) {
        unpin();
        return;
      }
      s.picked = i;
      pinned.replaceChildren(table(describeAtom(d, i)));
      pinned.hidden = false;
      tip.hidden = true;
      redraw();
    },
    reset: () => {
      camera.reset();
      redraw();
    },
    escape: unpin,
  });
  canvas.addEventListener('webglcontextlost', (e) => e.preventDefault());
  canvas.addEventListener('webglcontextrestored', () => {
    renderer.build();
    recolor();
  });
  new ResizeObserver(redraw).observe(canvas);
  onTheme(redraw);

  return {
    root, camera, rgba, recolor, redraw,
    capture: () => {
      const [width, height] = canvas.clientWidth > 1 ? [canvas.clientWidth, canvas.clientHeight] : shape;
      if (width < 2 || height < 2) return null;
      canvas.width = Math.min(renderer.maxSize(), width * 2);
      canvas.height = Math.min(renderer.maxSize(), height * 2);
      renderer.draw(camera, s, look(true), 2);
      const picture = document.createElement('canvas');
      picture.width = canvas.width;
      picture.height = canvas.height;
      picture.getContext('2d')?.drawImage(canvas, 0, 0);
      // The buffer is kept, so the view is put back at once rather than left white.
      draw();
      return { picture, width, height };
    },
  };
}
