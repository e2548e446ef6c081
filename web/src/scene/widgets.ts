/** Small labelled controls of the 3-D panel. */
import { el, uid } from '../dom';

export function slider(
  label: string,
  range: { min: number; max: number; step: number; value: number },
  text: (v: number) => string,
  set: (v: number) => void,
  name: string,
): { root: HTMLElement; input: HTMLInputElement; sync(v: number): void } {
  const id = uid('slider');
  const input = el('input', { id, type: 'range', min: range.min, max: range.max, step: range.step, 'data-control': name });
  const out = el('output', { for: id, class: 'dim' });
  const show = (): void => {
    out.textContent = text(input.valueAsNumber);
    input.setAttribute('aria-valuetext', out.textContent);
  };
  input.value = String(range.value);
  show();
  input.addEventListener('input', () => {
    show();
    set(input.valueAsNumber);
  });
  return {
    root: el('div', { class: 'slider' }, el('label', { for: id }, label), out, input),
    input,
    sync: (v) => {
      input.value = String(v);
      show();
    },
  };
}

export function check(label: string, on: boolean, set: (v: boolean) => void, chip?: string): HTMLElement {
  const box = el('input', { type: 'checkbox' });
  box.checked = on;
  box.addEventListener('change', () => set(box.checked));
  const mark = chip ? el('i', { class: 'chip' }) : null;
  if (mark && chip) mark.style.background = chip;
  return el('label', { class: 'check' }, box, mark, label);
}

export function choose(label: string, options: readonly string[], value: number, set: (i: number) => void, name: string): { root: HTMLElement; select: HTMLSelectElement } {
  const id = uid('choose');
  const select = el('select', { id, class: 'select', 'data-control': name });
  options.forEach((o, i) => select.append(el('option', { value: i }, o)));
  select.selectedIndex = value;
  select.addEventListener('change', () => set(select.selectedIndex));
  return { root: el('div', { class: 'choose' }, el('label', { for: id }, label), select), select };
}

/** One axis of several, as radio buttons drawn as a segmented control. */
export function segments(legend: string, options: readonly string[], value: number, set: (i: number) => void): HTMLElement {
  const name = uid('segments');
  const box = el('div', { class: 'segments', role: 'radiogroup', 'aria-label': legend });
  options.forEach((o, i) => {
    const id = uid('segment');
    const radio = el('input', { type: 'radio', name, id });
    radio.checked = i === value;
    radio.addEventListener('change', () => set(i));
    box.append(radio, el('label', { for: id }, o));
  });
  return box;
}
