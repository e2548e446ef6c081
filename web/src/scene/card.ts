/** A scene item: view, controls and file buttons, or the reason why there is no view. */
import type { SceneItem } from '../contract';
import { button, el, emptyNote } from '../dom';
import { fileName, savePng, saveText } from '../download';
import { paintAtoms } from './appearance';
import { whenPrinting } from '../print';
import { readScene, type SceneData } from './data';
import { composePicture, sceneCsv } from './files';
import { panel } from './panel';
import { initialState } from './state';
import { sceneView } from './view';

export function sceneCard(item: SceneItem): { body: HTMLElement; tools: HTMLElement } {
  const tools = el('div', { class: 'tools', role: 'group', 'aria-label': 'Save this scene' });
  const d = readScene(item);
  if (d.n === 0) return { body: emptyNote('This scene has no atoms.'), tools };
  const s = initialState(d);
  const csv = (rgba: Uint8Array): HTMLButtonElement =>
    button('CSV', 'Save all atoms as CSV', () => saveText(sceneCsv(d, rgba), fileName(d.id, 'csv'), 'text/csv'));

  const view = sceneView(d, s);
  if (!view) {
    const rgba = new Uint8Array(4 * d.n);
    paintAtoms(d, s, rgba);
    tools.append(csv(rgba));
    return {
      body: emptyNote(`This browser offers no WebGL 2, so the ${d.n} atoms cannot be drawn here. They can still be saved as CSV.`),
      tools,
    };
  }
  const body = el('div', { class: 'scene' });
  const side = panel(d, s, view.camera, {
    recolor: () => side.counted(view.recolor()),
    redraw: view.redraw,
  });
  side.counted(view.recolor());
  const compose = (of: SceneData): HTMLCanvasElement | null => {
    const shot = view.capture();
    return shot && composePicture(shot.picture, shot.width, shot.height, of, s, view.camera);
  };
  tools.append(
    button('PNG', 'Save the view with its legend as PNG picture', () => {
      const c = compose(d);
      if (c) savePng(c, fileName(d.id, 'png'));
    }),
    csv(view.rgba),
  );
  body.append(view.root, side.root);
  whenPrinting(body, () => compose({ ...d, title: '' }));
  if (d.problem === '') return { body, tools };
  return { body: el('div', {}, emptyNote(d.problem), body), tools };
}
