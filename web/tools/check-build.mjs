// Holds the built template to what the C++ writer relies on.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../dist/report.html', import.meta.url));
const html = readFileSync(file, 'utf8');
const limit = 300 * 1024;
const faults = [];

const count = html.split('__GLASSCAPE_DATA__').length - 1;
if (count !== 1) faults.push(`the data token occurs ${count} times, not once`);
if (!html.includes('<script type="application/json" id="glasscape-data">__GLASSCAPE_DATA__</script>')) {
  faults.push('the data block was altered by the build');
}
const bytes = Buffer.byteLength(html);
if (bytes > limit) faults.push(`the file has ${bytes} bytes, more than ${limit}`);
for (const m of html.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\s(?:src|href)="([^"]*)"/g)) {
  if (!m[1].startsWith('data:')) faults.push(`a reference outside the file: ${m[1].slice(0, 80)}`);
}
if (/@import\s|url\(\s*['"]?https?:/.test(html)) faults.push('a style rule that loads from outside');

if (faults.length > 0) {
  for (const f of faults) console.error(`report.html: ${f}`);
  process.exit(1);
}
console.log(`report.html: ${(bytes / 1024).toFixed(1)} KB, one data token, no outside references`);
