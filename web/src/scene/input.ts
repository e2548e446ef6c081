/** Mouse, touch and keys on the 3-D view. */
import type { Camera } from './camera';

export interface InputEvents {
  moved(): void;
  hover(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number): void;
  reset(): void;
  escape(): void;
}

export function attachInput(c: HTMLCanvasElement, cam: Camera, on: InputEvents): void {
  const held = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  const local = (e: PointerEvent | WheelEvent): { x: number; y: number } => {
    const r = c.getBoundingClientRect();
    return { x: e.clientX - r.left, y: e.clientY - r.top };
  };

  c.addEventListener('contextmenu', (e) => e.preventDefault());
  c.addEventListener('pointerdown', (e) => {
    c.setPointerCapture(e.pointerId);
    held.set(e.pointerId, local(e));
    travelled = 0;
    on.leave();
  });
  c.addEventListener('pointermove', (e) => {
    const now = local(e);
    const before = held.get(e.pointerId);
    if (!before) {
      if (e.pointerType === 'mouse') on.hover(now.x, now.y);
      return;
    }
    const dx = now.x - before.x;
    const dy = now.y - before.y;
    travelled += Math.hypot(dx, dy);
    const h = c.clientHeight || 1;
    if (held.size === 2) {
      const other = [...held].find(([id]) => id !== e.pointerId)![1];
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(now.x - other.x, now.y - other.y);
      if (is > 1) cam.zoom(was / is);
      cam.pan(dx / (2 * h), dy / (2 * h));
    } else if (e.shiftKey || e.ctrlKey || (e.buttons & 6) !== 0) cam.pan(dx / h, dy / h);
    else cam.rotate((dx / h) * 3.2, (dy / h) * 3.2);
    held.set(e.pointerId, now);
    on.moved();
  });
  const up = (e: PointerEvent): void => {
    const last = held.get(e.pointerId);
    held.delete(e.pointerId);
    if (last && e.type === 'pointerup' && travelled < 4 && e.button === 0) on.click(last.x, last.y);
  };
  c.addEventListener('pointerup', up);
  c.addEventListener('pointercancel', up);
  c.addEventListener('pointerleave', () => on.leave());
  c.addEventListener('dblclick', () => on.reset());
  c.addEventListener('wheel', (e) => {
    // The page keeps scrolling unless the view has been taken into use.
    if (document.activeElement !== c && !e.ctrlKey) return;
    e.preventDefault();
    cam.zoom(Math.exp(Math.max(-80, Math.min(80, e.deltaY * (e.deltaMode === 1 ? 20 : 1))) * 0.0022));
    on.moved();
  }, { passive: false });

  c.addEventListener('keydown', (e) => {
    const step = 0.08;
    const dx = e.key === 'ArrowLeft' ? -1 : e.key === 'ArrowRight' ? 1 : 0;
    const dy = e.key === 'ArrowUp' ? -1 : e.key === 'ArrowDown' ? 1 : 0;
    if (dx !== 0 || dy !== 0) {
      if (e.shiftKey) cam.pan(dx * 0.04, dy * 0.04);
      else cam.rotate(dx * step, dy * step);
    } else if (e.key === '+' || e.key === '=') cam.zoom(0.88);
    else if (e.key === '-') cam.zoom(1 / 0.88);
    else if (e.key === '0' || e.key === 'Home') on.reset();
    else if (e.key === 'Escape') on.escape();
    else return;
    e.preventDefault();
    on.moved();
  });
}
