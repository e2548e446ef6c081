// Ways to look at a page from outside: pixels, downloads.
import { readFile } from 'node:fs/promises';
import { expect } from './tally.mjs';
import { settle } from './browser.mjs';

/** Width, height, number of distinct colours (up to 64) and a hash of a canvas. */
export function pixels(locator) {
  return locator.evaluate((c) => {
    const copy = document.createElement('canvas');
    copy.width = c.width;
    copy.height = c.height;
    if (c.width === 0 || c.height === 0) return { width: 0, height: 0, colours: 0, hash: 0 };
    const g = copy.getContext('2d');
    g.drawImage(c, 0, 0);
    const d = new Uint32Array(g.getImageData(0, 0, c.width, c.height).data.buffer);
    const seen = new Set();
    let hash = 2166136261;
    for (let i = 0; i < d.length; i++) {
      if (seen.size < 64) seen.add(d[i]);
      hash = Math.imul(hash ^ d[i], 16777619) >>> 0;
    }
    return { width: c.width, height: c.height, colours: seen.size, hash };
  });
}

export async function clickForFile(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 30_000 }), button.click()]);
  return { name: download.suggestedFilename(), body: await readFile(await download.path()) };
}

export function expectPng({ name, body }, least = 3000) {
  expect(name.endsWith('.png'), `the file is called ${name}`);
  expect(body.subarray(0, 8).toString('hex') === '89504e470d0a1a0a', 'no PNG signature');
  const [w, h] = [body.readUInt32BE(16), body.readUInt32BE(20)];
  expect(w >= 300 && h >= 200, `the picture has ${w} × ${h} pixels`);
  expect(body.length > least, `the picture has only ${body.length} bytes`);
  return `${w} × ${h}`;
}

export function expectSvg({ name, body }) {
  const text = body.toString('utf8');
  expect(name.endsWith('.svg'), `the file is called ${name}`);
  expect(text.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'), 'does not begin with <svg');
  expect(text.includes('<path') && text.includes('<text'), 'no paths or no text');
  expect(!/<image|NaN|Infinity|undefined|<script/.test(text), 'holds a raster image or an undefined number');
  return text;
}

export function expectCsv({ name, body }, columns = 1) {
  const text = body.toString('utf8').replace(/^\ufeff/, '');
  const lines = text.trim().split('\r\n');
  expect(name.endsWith('.csv'), `the file is called ${name}`);
  expect(lines.length >= 2, 'no rows');
  const head = lines[0].match(/("([^"]|"")*"|[^,]*)(,|$)/g).filter((c, i, a) => i < a.length - 1 || c !== '');
  expect(head.length >= columns, `only ${head.length} columns in: ${lines[0]}`);
  expect(!/NaN|undefined|\[object/.test(lines.slice(1).join()), 'holds an undefined value as a word');
  return lines;
}

/** The canvas must look different after the action. */
export async function changes(page, canvas, action) {
  const before = await pixels(canvas);
  await action();
  await settle(page);
  const after = await pixels(canvas);
  expect(before.hash !== after.hash, 'the picture stayed the same');
}

export const setRange = (locator, value) =>
  locator.evaluate((e, v) => {
    e.value = String(v);
    e.dispatchEvent(new Event('input', { bubbles: true }));
    e.dispatchEvent(new Event('change', { bubbles: true }));
  }, value);
