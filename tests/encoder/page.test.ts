// The encoder in Chromium: in a worker, from the browser's cache, without a network.

import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PackageSite } from '../browser/package-site.js';
import { encoderFolder } from './files.js';
import type { EncoderPage } from './page.js';

declare const encoderPage: EncoderPage;

const ONNX = fileURLToPath(new URL('../../pkg/node_modules/onnxruntime-web/dist/', import.meta.url));

describe('the encoder in a page', () => {
  let site: PackageSite;
  let page: Page;
  /** Files of the model that were asked for, by the page and its workers. */
  const asked: string[] = [];
  beforeAll(async () => {
    const folders = { '/model/': `${encoderFolder()}/`, '/onnx/': ONNX };
    site = await PackageSite.start(new URL('page.ts', import.meta.url), {}, {}, folders);
    page = await site.open();
    page.context().on('request', (request) => {
      const path = new URL(request.url()).pathname;
      if (path.startsWith('/model/')) asked.push(path);
    });
  });
  afterAll(() => site?.stop());

  it('runs the tutorial without key and network', async () => {
    const progress = await page.evaluate(() => encoderPage.load());
    expect(progress.at(-1)?.done).toBe(progress.at(-1)?.total);
    expect(progress.length).toBeGreaterThan(10);
    await page.evaluate(() => encoderPage.loadEngine());
    await page.context().setOffline(true);
    const run = page.evaluate(() => encoderPage.tutorial());
    const { found, lines } = await run.finally(() => page.context().setOffline(false));
    for (const kind of ['nearText', 'hybrid', 'nearVector', 'hybridVector'])
      expect(found[kind]?.[0], kind).toBe('doc1');
    expect(lines[0]).toMatch(/^doc\d: 1\d vectors of 128 dimensions$/);
  });

  it('finds in one language what is asked in the other', async () => {
    const texts = [
      'The battery lasts longer with a dark screen.',
      '表計算でセルを結合する方法',
      'How to merge branches',
    ];
    const ask = (query: string) =>
      page.evaluate(([query, texts]) => encoderPage.acrossLanguages(query, texts), [query, texts] as [
        string,
        string[],
      ]);
    expect((await ask('バッテリーの持ちを良くするには？'))[0]).toBe(texts[0]);
    expect((await ask('join two cells in a spreadsheet'))[0]).toBe(texts[1]);
  });

  it('is in a worker: the page itself has neither model nor runtime', async () => {
    const own = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(own.filter((name) => /\/(model|onnx)\//.test(name))).toEqual([]);
    expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual(['/weavelet/encoder-worker.js']);
  });

  it('takes its files from the browser’s cache from then on', async () => {
    expect(asked.sort()).toEqual(['/model/encoder.json', '/model/model.onnx', '/model/tokenizer.json']);
    asked.length = 0;
    await page.evaluate(() => encoderPage.load());
    expect(asked).toEqual(['/model/encoder.json']);
    const text = 'what is late interaction?';
    const pace = await page.evaluate((given) => encoderPage.pace(given), text);
    process.stdout.write(`encoder: ${pace.toFixed(0)} ms for "${text}" in Chromium\n`);
  });

  it('says what is wrong when the runtime is not there', async () => {
    const failure = await page.evaluate(() =>
      encoderPage.load('/nowhere.mjs').then(
        () => 'none',
        ({ name, code, message }) => `${name} ${code}: ${message}`,
      ),
    );
    expect(failure).toMatch(/^WeaviateEncoderError no-runtime: onnxruntime-web cannot be loaded/);
  });
});
