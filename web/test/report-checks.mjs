// What holds for every report, whatever is in it.
import { pathToFileURL } from 'node:url';
import { launch, open, settle } from './browser.mjs';
import { changes, clickForFile, expectCsv, expectPng, expectSvg, pixels, setRange } from './probe.mjs';
import { expect, tally } from './tally.mjs';

// Large reports repeat one kind of item many times; a few of each show what there is to see.
const EACH = 4;

const some = async (locator) => (await locator.all()).slice(0, EACH);
const nameOf = (item) => item.getAttribute('data-item');
const tool = (item, label) => item.locator('.item-head').getByText(label, { exact: true });

async function checkPlots(t, page) {
  for (const item of await some(page.locator('.item-plot:has(.uplot), .item-plot-group:has(.uplot)'))) {
    const id = await nameOf(item);
    await item.scrollIntoViewIfNeeded();
    const files = {};
    await t.check(`plot ${id}: PNG`, async () => expectPng(await clickForFile(page, tool(item, 'PNG'))));
    await t.check(`plot ${id}: SVG`, async () => {
      files.svg = expectSvg(await clickForFile(page, tool(item, 'SVG')));
      const fault = await page.evaluate((s) => new DOMParser().parseFromString(s, 'image/svg+xml').querySelector('parsererror')?.textContent ?? '', files.svg);
      expect(fault === '', fault);
    });
    await t.check(`plot ${id}: CSV`, async () => {
      expectCsv(await clickForFile(page, tool(item, 'CSV')), 2);
    });
    await t.check(`plot ${id}: zoom by dragging, reset by double click`, async () => {
      const canvas = item.locator('.uplot canvas');
      const box = await item.locator('.u-over').boundingBox();
      const first = await pixels(canvas);
      await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6, { steps: 4 });
      await page.mouse.up();
      await settle(page);
      const zoomed = await pixels(canvas);
      expect(zoomed.hash !== first.hash, 'dragging did not zoom');
      await item.locator('.u-over').dblclick();
      await settle(page);
      expect((await pixels(canvas)).hash === first.hash, 'the double click did not bring the first view back');
    });
    await t.check(`plot ${id}: values at the cursor`, async () => {
      await item.locator('.u-over').hover();
      await settle(page);
      expect(await item.locator('.plot-tip').isVisible(), 'nothing is shown');
      expect((await item.locator('.plot-tip-x').textContent()).trim() !== '', 'no x value');
      await page.mouse.move(2, 2);
    });
  }
  for (const item of await some(page.locator('.item-plot-group:has(select option:nth-child(2))'))) {
    await t.check(`plot group ${await nameOf(item)}: each plot can be picked`, async () => {
      const select = item.locator('.pick-row select');
      const n = await select.locator('option').count();
      for (let i = 0; i < n; i++) {
        await select.selectOption({ index: i });
        await settle(page);
        expect(await item.locator('.group-plot > *').count() === 1, `plot ${i + 1} is missing`);
      }
      await select.selectOption({ index: 0 });
      return `${n} plots`;
    });
  }
}

async function checkFilms(t, page) {
  for (const item of await some(page.locator('.item-plot-group:has(input[data-control=frame])'))) {
    await t.check(`plot group ${await nameOf(item)}: the slider goes through the plots, and they play`, async () => {
      const range = item.locator('input[data-control=frame]');
      const said = () => item.locator('output').textContent();
      const last = await range.getAttribute('max');
      expect(await range.inputValue() === last, 'the last plot is not shown first');
      const before = await said();
      await range.fill('0');
      await settle(page);
      expect(await said() !== before, 'the title of the plot did not change');
      expect(await item.locator('.group-plot > *').count() === 1, 'the plot is missing');
      await item.locator('.pick-row button').click();
      await page.waitForFunction(([r, end]) => r.value === end, [await range.elementHandle(), last], { timeout: 60000 });
      return `${Number(last) + 1} plots`;
    });
  }
}

async function checkTables(t, page) {
  for (const item of await some(page.locator('.item-table:has(tbody tr:nth-child(2))'))) {
    const id = await nameOf(item);
    await t.check(`table ${id}: a click on a header sorts, a second one turns the order`, async () => {
      const heads = item.locator('thead th');
      const column = (k) => item.locator(`tbody tr > :nth-child(${k + 1})`).allTextContents();
      const n = await heads.count();
      let turned = false;
      for (let k = 0; k < n; k++) {
        await heads.nth(k).locator('button').click();
        expect(await heads.nth(k).getAttribute('aria-sort') === 'ascending', `column ${k + 1} says nothing of its order`);
        const up = await column(k);
        await heads.nth(k).locator('button').click();
        expect(await heads.nth(k).getAttribute('aria-sort') === 'descending', `column ${k + 1} was not turned`);
        const down = await column(k);
        const known = (a) => a.filter((v) => v !== '–');
        if (new Set(known(up)).size > 1) {
          turned = true;
          expect(known(up).join('|') !== known(down).join('|'), `column ${k + 1} has one order only`);
        }
      }
      return turned ? undefined : 'all columns are constant';
    });
    await t.check(`table ${id}: CSV`, async () => {
      expectCsv(await clickForFile(page, tool(item, 'CSV')));
    });
  }
}

async function checkScenes(t, page) {
  for (const item of await some(page.locator('.item-scene:has(.scene-canvas)'))) {
    const id = await nameOf(item);
    const canvas = item.locator('.scene-canvas');
    const control = (name) => item.locator(`[data-control="${name}"]`);
    await item.scrollIntoViewIfNeeded();
    await settle(page);
    if (await control('color-by').locator('option').count() > 1) {
      await t.check(`scene ${id}: every field gives its own colours`, async () => {
        const n = await control('color-by').locator('option').count();
        await changes(page, canvas, () => control('color-by').selectOption({ index: 1 }));
        for (let i = 2; i < n; i++) {
          await control('color-by').selectOption({ index: i });
          await settle(page);
        }
        expect(await item.locator('.bar').count() === 1, 'no colour bar');
      });
    }
    const atoms = Number((await item.locator('.tally').textContent()).replace(/\D/g, ''));
    // A handful of atoms may lie wholly inside the slice.
    if (atoms >= 16) await t.check(`scene ${id}: the slice slider cuts`, async () => {
      await changes(page, canvas, () => setRange(control('slice-position'), 0.15));
      await changes(page, canvas, () => setRange(control('slice-thickness'), 0.3));
      await item.getByRole('button', { name: 'Show the whole cell' }).click();
      await settle(page);
    });
    await t.check(`scene ${id}: radius, keys and dragging move the picture`, async () => {
      await changes(page, canvas, () => setRange(control('radius'), 0.4));
      await canvas.focus();
      await changes(page, canvas, () => page.keyboard.press('ArrowLeft'));
      await changes(page, canvas, () => page.keyboard.press('+'));
      const b = await canvas.boundingBox();
      await changes(page, canvas, async () => {
        await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2);
        await page.mouse.down();
        await page.mouse.move(b.x + b.width / 2 + 60, b.y + b.height / 2 + 20, { steps: 3 });
        await page.mouse.up();
      });
      await page.keyboard.press('0');
      await setRange(control('radius'), 1);
      await settle(page);
    });
    await t.check(`scene ${id}: a click reads an atom`, async () => {
      const b = await canvas.boundingBox();
      // Somewhere about the middle there is an atom, unless the sample is sparse.
      for (let k = 0; k < 60 && !(await item.locator('.atom-pin').isVisible()); k++) {
        const [r, a] = [k * 0.006 * b.height, k * 2.4];
        await page.mouse.click(b.x + b.width / 2 + r * Math.cos(a), b.y + b.height / 2 + r * Math.sin(a));
        await page.waitForTimeout(20);
      }
      expect(await item.locator('.atom-pin').isVisible(), 'no atom was found');
      const rows = await item.locator('.atom-pin tr').count();
      expect(rows >= 3, `only ${rows} rows`);
      await page.keyboard.press('Escape');
    });
    await t.check(`scene ${id}: PNG`, async () => expectPng(await clickForFile(page, tool(item, 'PNG')), 5000));
    await t.check(`scene ${id}: CSV`, async () => {
      const lines = expectCsv(await clickForFile(page, tool(item, 'CSV')), 5);
      expect(lines[0].startsWith('id,species,x ('), `the header is ${lines[0]}`);
      return `${lines.length - 1} atoms`;
    });
  }
}

async function checkCanvases(t, page, when) {
  await t.check(`no canvas is blank${when}`, async () => {
    const all = await page.locator('canvas:visible').all();
    const blank = [];
    for (const c of all) {
      const p = await pixels(c);
      const what = await c.evaluate((e) => `${e.className || 'canvas'} in ${e.closest('.item')?.dataset.item}`);
      if (p.colours < 2) blank.push(`${what} (${p.width} × ${p.height})`);
    }
    expect(blank.length === 0, blank.join('; '));
    return `${all.length} canvases`;
  });
}

/** Runs all checks on one file; returns the tally so that more can be added. */
export async function checkReport(file, t = tally(), more = async () => {}) {
  const url = pathToFileURL(file).href;
  const browser = await launch();
  try {
    const { page, faults, close } = await open(browser, url);
    await t.check('the page holds a report', async () => {
      expect(await page.locator('.bare-note').count() === 0, await page.locator('.bare-note').first().textContent().catch(() => ''));
      expect((await page.locator('h1').textContent()).trim() !== '', 'no title');
    });
    await t.check('every item of the data is on the page', async () => {
      const wanted = await page.evaluate(() => {
        const d = JSON.parse(document.getElementById('glasscape-data').textContent);
        return d.sections.flatMap((s) => (s.items ?? []).map((i) => i.id));
      });
      const there = await page.locator('.item').evaluateAll((e) => e.map((i) => i.dataset.item));
      expect(JSON.stringify(wanted) === JSON.stringify(there), `${wanted.length} in the data, ${there.length} on the page`);
      return `${there.length} items`;
    });
    await t.check('no item failed to draw', async () => {
      const bad = await page.locator('.item-error').allTextContents();
      expect(bad.length === 0, bad.join('; '));
    });
    await checkCanvases(t, page, '');
    await checkPlots(t, page);
    await checkFilms(t, page);
    await checkTables(t, page);
    await checkScenes(t, page);
    await t.check('the theme can be switched and back', async () => {
      const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
      const first = await theme();
      await page.locator('.theme-btn').click();
      expect(await theme() !== first, 'nothing changed');
      await settle(page);
      await checkCanvases(t, page, ' in the other theme');
      await page.locator('.theme-btn').click();
      expect(await theme() === first, 'it did not switch back');
    });
    await t.check('it prints', async () => {
      const pdf = await page.pdf({ format: 'A4' });
      expect(pdf.length > 5000, `${pdf.length} bytes`);
      await settle(page);
      expect(await page.locator('.print-figure').count() === 0, 'print figures stayed behind');
    });
    await more(page, t);
    await t.check('no two elements share an id', async () => {
      const twice = await page.evaluate(() => {
        const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
        return ids.filter((v, i) => ids.indexOf(v) !== i);
      });
      expect(twice.length === 0, twice.join(', '));
    });
    await t.check('every control has a name', async () => {
      const bare = await page.evaluate(() => [...document.querySelectorAll('button, input, select')]
        .filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length)).map((e) => e.outerHTML.slice(0, 80)));
      expect(bare.length === 0, bare.join('; '));
    });
    await t.check('no errors or warnings in the console', () => expect(faults.console.length === 0, faults.console.slice(0, 3).join(' | ')));
    await t.check('no requests besides the file', () => expect(faults.requests.length === 0, faults.requests.slice(0, 3).join(' ')));
    await close();

    const phone = await open(browser, url, { viewport: { width: 375, height: 800 }, hasTouch: true, isMobile: true });
    await t.check('phone width: nothing sticks out', async () => {
      const w = await phone.page.evaluate(() => document.documentElement.scrollWidth);
      expect(w <= 376, `the page is ${w} pixels wide`);
    });
    await t.check('phone width: no errors', () => expect(phone.faults.console.length === 0, phone.faults.console[0]));
    await phone.close();
  } catch (e) {
    await t.check('the checks came to their end', () => {
      throw e;
    });
  } finally {
    await browser.close();
  }
  return t;
}
