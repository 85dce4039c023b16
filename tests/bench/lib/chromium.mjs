// The browser that benches run in.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium as playwright } from 'playwright-core';

/** The path of a Chromium that is installed, or is now. */
const executablePath = execFileSync(fileURLToPath(new URL('../../../scripts/browser.sh', import.meta.url)), {
  encoding: 'utf8',
}).trim();

/** A browser, to be closed. */
export const chromium = (args = []) => playwright.launch({ executablePath, args: ['--no-sandbox', ...args] });
