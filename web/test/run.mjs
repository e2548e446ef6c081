// The tests of the page itself: a full sample, a report of oddities, and the bare template.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fill } from '../sample/fill.mjs';
import { makeDegenerate } from '../sample/make-degenerate.mjs';
import { makeSample } from '../sample/make-sample.mjs';
import { launch, open, settle } from './browser.mjs';
import { checkReport } from './report-checks.mjs';
import { expect, tally } from './tally.mjs';
import { pixels } from './probe.mjs';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const out = `${dist}test/`;
mkdirSync(out, { recursive: true });
const template = readFileSync(`${dist}report.html`, 'utf8');
const write = (name, data) => {
  const file = `${out}${name}.html`;
  writeFileSync(file, fill(template, data));
  return file;
};
const t = tally();

console.log('# sample');
await checkReport(write('sample', makeSample()), t, async (page) => {
  await t.check('figures and tables are numbered', async () => {
    const numbers = await page.locator('.item-number').allTextContents();
    expect(numbers.join() === 'Figure 1,Figure 2,Figure 3,Table 1,Figure 4,Figure 5,Figure 6,Figure 7,Figure 8,Table 2', numbers.join());
  });
  await t.check('T_g is set with a subscript', async () => {
    expect(await page.locator('h1 sub').count() === 2, 'no subscripts in the title');
  });
  await t.check('a series is hidden by its legend entry', async () => {
    const item = page.locator('[data-item="pair-distribution"]');
    const before = await pixels(item.locator('.uplot canvas'));
    await item.locator('.legend-item').first().click();
    await settle(page);
    expect((await pixels(item.locator('.uplot canvas'))).hash !== before.hash, 'the curve is still there');
  });
  await t.check('undefined field values are named and drawn', async () => {
    const item = page.locator('.item-scene').first();
    await item.locator('[data-control="color-by"]').selectOption({ label: 'softness' });
    expect((await item.locator('.undefined-note').textContent()).includes('undefined for'), 'no word on undefined atoms');
  });
  await t.check('the value filter and the species boxes hide atoms', async () => {
    const item = page.locator('.item-scene').first();
    const shown = async () => Number((await item.locator('.tally').textContent()).replace(/\u2009/g, '').match(/^\d+/)[0]);
    const all = await shown();
    await item.getByLabel('Zr', { exact: true }).uncheck();
    const cu = await shown();
    expect(cu < all, 'species');
    await item.locator('[data-control="filter-field"]').selectOption({ index: 1 });
    await item.locator('[data-control="filter-lo"]').evaluate((e) => {
      e.value = '14';
      e.dispatchEvent(new Event('input'));
    });
    const few = await shown();
    expect(few < cu && few > 0, `filter: ${all}, ${cu}, ${few}`);
    return `${all}, ${cu}, ${few}`;
  });
});

console.log('# degenerate');
await checkReport(write('degenerate', makeDegenerate()), t, async (page) => {
  await t.check('empty things say so', async () => {
    const notes = await page.locator('.empty-note').allTextContents();
    for (const part of ['no series', 'undefined', 'positive', 'no atoms', 'no rows', 'no columns', 'nothing in this section', 'does not know']) {
      expect(notes.some((n) => n.includes(part)), `no note says “${part}”`);
    }
    return `${notes.length} notes`;
  });
  await t.check('markup in the data stays text', async () => {
    expect(await page.locator('h1 script, .subtitle img, td b, dd u, .intro b').count() === 0, 'markup was built');
    expect((await page.locator('h1').textContent()).includes('</script>'), 'the title was changed');
  });
});

console.log('# without WebGL, and the bare template');
{
  const browser = await launch(['--disable-3d-apis']);
  const { page, faults, close } = await open(browser, pathToFileURL(`${out}sample.html`).href);
  await t.check('without WebGL the scene explains itself and still saves', async () => {
    const item = page.locator('.item-scene').first();
    expect((await item.locator('.empty-note').textContent()).includes('no WebGL'), 'no word about it');
    expect(await item.getByText('CSV', { exact: true }).count() === 1, 'no CSV button');
    expect(faults.console.filter((m) => !/webgl/i.test(m)).length === 0, faults.console.join(' | '));
  });
  await close();
  const bare = await open(browser, pathToFileURL(`${dist}report.html`).href);
  await t.check('the bare template explains itself', async () => {
    expect((await bare.page.locator('.bare-note').first().textContent()).includes('no report data'), 'no explanation');
    expect(bare.faults.console.length === 0, bare.faults.console.join(' | '));
  });
  await browser.close();
}
t.finish();
