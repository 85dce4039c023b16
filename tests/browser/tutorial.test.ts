import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from './engines/browser.js';
import { ENGINES } from './engines/engines.js';
import { PackageSite } from './package-site.js';
import type { TutorialPage } from './tutorial-page.js';

declare const tutorialPage: TutorialPage;

describe.each(ENGINES)('the tutorial in %s', (_, start) => {
  let site: PackageSite<Browser>;
  beforeAll(async () => {
    site = await PackageSite.start(await start(), new URL('tutorial-page.ts', import.meta.url));
  });
  afterAll(() => site?.stop());

  it('stores, searches, and finds the same after a reload and after a restart of the browser', async () => {
    let page = await site.open();
    const found = await page.evaluate(() => tutorialPage.run());
    expect(found.stored).toEqual(['doc1', 'doc2', 'doc3']);
    for (const kind of ['nearVector', 'hybrid', 'bm25']) expect(found[kind]?.[0], kind).toBe('doc1');
    await page.reload();
    expect(await page.evaluate(() => tutorialPage.search())).toEqual(found);
    await site.browser.restart();
    page = await site.open();
    expect(await page.evaluate(() => tutorialPage.search())).toEqual(found);
    expect(site.browser.errors).toEqual([]);
  });

  it('keeps nothing with storage in memory', async () => {
    const page = await site.open();
    const before = await page.evaluate(() => tutorialPage.search());
    await page.evaluate(() => tutorialPage.run({ storage: 'memory' }));
    expect(await page.evaluate(() => tutorialPage.search())).toEqual(before);
  });
});
