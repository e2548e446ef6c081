// Checks any report file: node test/check-report.mjs FILE.html
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkReport } from './report-checks.mjs';

const file = process.argv[2];
if (!file || !existsSync(file)) {
  console.error('usage: node test/check-report.mjs FILE.html');
  process.exit(2);
}
(await checkReport(resolve(file))).finish();
