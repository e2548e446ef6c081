// The one browser of the tests: an installed Chromium driven by playwright-core.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const known = [process.env.GLASSCAPE_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function launch(extra = []) {
  const executablePath = known.find((p) => p && existsSync(p));
  if (!executablePath) throw new Error('no Chromium found; set GLASSCAPE_CHROMIUM to its path');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', ...extra],
  });
}

/** Opens a file and writes down everything that a good report never does. */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 950 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const faults = { console: [], requests: [] };
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') faults.console.push(m.text());
  });
  page.on('pageerror', (e) => faults.console.push(e.message));
  page.on('request', (r) => {
    // blob: addresses are the page's own downloads, data: its own icon.
    if (r.url() !== url && !/^(blob|data):/.test(r.url())) faults.requests.push(r.url());
  });
  await page.goto(url);
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { timeout: 60_000 });
  await settle(page);
  return { page, faults, close: () => context.close() };
}

/** Two frames on, and with every 3-D view at rest, everything asked for has been drawn. */
export async function settle(page) {
  const frames = () => page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
  await frames();
  await page.waitForFunction(() => !document.querySelector('.scene-canvas[data-idle="false"]'), null, { timeout: 60_000 });
  await frames();
}
