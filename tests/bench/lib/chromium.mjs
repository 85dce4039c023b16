// What benches in a browser share.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium as playwright } from 'playwright-core';

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** The path of a Chromium that is installed, or is now. */
export const executablePath = execFileSync(fileURLToPath(new URL('../../../scripts/chromium.sh', import.meta.url)), {
  encoding: 'utf8',
}).trim();

/** A browser, to be closed. */
export const chromium = (args = []) => playwright.launch({ executablePath, args: ['--no-sandbox', ...args] });
