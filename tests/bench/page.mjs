// The page in Chromium: from the start of a first visit, with nothing cached, to the first result; what is fetched until
// then; and how long the page's thread is held up at most while 5,000 passages are indexed.
//   node tests/bench/page.mjs
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.mjs';
import { chromium } from './lib/chromium.mjs';
import { median } from './lib/median.mjs';

const VISITS = 7;
const PASSAGES = 5000;
/** Milliseconds: a first result by then, and no task longer. */
const GOALS = { result: 1000, task: 50 };

execFileSync('scripts/page.sh', { cwd: fileURLToPath(new URL('../..', import.meta.url)), stdio: 'ignore' });
const server = await serve();

/** One visit by a browser of its own. */
async function visit(path, run) {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.url + path);
    return await run(page);
  } finally {
    await browser.close();
  }
}

const firstResult = (page) =>
  page.waitForSelector('body[data-ready]').then((body) => body.getAttribute('data-ready').then(Number));

/** The longest task of the page's thread in milliseconds, 0 where none is longer than 50. */
async function longestTask(page) {
  const words = 'late interaction compares every token of a query with every token of a text'.split(' ');
  const rows = Array.from({ length: PASSAGES }, (_, i) => ({
    title: `Passage ${i}`,
    text: Array.from({ length: 60 }, (_, j) => words[(i * 7 + j * j) % words.length]).join(' '),
  }));
  const folder = await mkdtemp(join(tmpdir(), 'weavelet-bench-'));
  await writeFile(join(folder, 'many.json'), JSON.stringify(rows));
  await page.waitForSelector('.total');
  await page.evaluate(() => {
    globalThis.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
    }).observe({ type: 'longtask' });
  });
  await page.setInputFiles('.drop input', join(folder, 'many.json'));
  await page.waitForFunction(() => /indexed in/.test(document.querySelector('.row .summary').textContent));
  await rm(folder, { recursive: true });
  return page.evaluate(() => globalThis.longest);
}

const times = [];
for (let i = 0; i < VISITS; i++) times.push(await visit('', firstResult));
const fetched = await visit('', async (page) => {
  await firstResult(page);
  await page.waitForFunction(() => !document.querySelector('.facts li:nth-child(4)').hidden);
  return page.locator('.facts li').first().textContent();
});
const tasks = [];
for (let i = 0; i < 3; i++) tasks.push(await visit('#data', longestTask));
await server.close();

console.log(`first result ${median(times)} ms (median of ${VISITS}, best ${Math.min(...times)}; goal ${GOALS.result})`);
console.log(`fetched by then: ${fetched}`);
console.log(`longest task while indexing ${PASSAGES}: ${median(tasks)} ms (goal: none over ${GOALS.task})`);
