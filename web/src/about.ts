/** The foot of the page: what made it, and the licences of what is bundled into it. */
import type { Report } from './contract';
import { el } from './dom';
import { str } from './read';

const MIT =
  'Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated ' +
  'documentation files (the "Software"), to deal in the Software without restriction, including without limitation ' +
  'the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and ' +
  'to permit persons to whom the Software is furnished to do so, subject to the following conditions:\n\n' +
  'The above copyright notice and this permission notice shall be included in all copies or substantial portions of ' +
  'the Software.\n\n' +
  'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO ' +
  'THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE ' +
  'AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF ' +
  'CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER ' +
  'DEALINGS IN THE SOFTWARE.';

export function about(r: Report): HTMLElement {
  const program = str(r.generated?.program) || 'glasscape';
  return el('footer', { class: 'page-foot', id: 'about' },
    el('p', {}, `Written by ${program}. The page holds all its data and asks nothing of the network.`),
    el('details', {},
      el('summary', {}, 'About and licences'),
      el('p', {}, 'glasscape and this page: BSD 3-Clause licence. Colours: Okabe and Ito; viridis and cividis; vik after Crameri.'),
      el('ul', {},
        el('li', {}, 'uPlot, © 2022 Leon Sorokin, MIT licence'),
        el('li', {}, 'twgl.js, © 2019 Gregg Tavares, MIT licence'),
      ),
      ...MIT.split('\n\n').map((t) => el('p', { class: 'licence' }, t)),
    ),
  );
}
