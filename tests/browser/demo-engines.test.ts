/**
 * The page in every browser: on each screen what a visitor does there. What needs a driver is tried in Chromium alone,
 * in `demo.test.ts`: dark screens, and Jina's answers, which are stood in for by its developer tools.
 */
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import { Visitor } from './demo-visitor.js';
import type { Browser } from './engines/browser.js';
import { ENGINES } from './engines/engines.js';
import { REMOTE_SCRIPT, REMOTE_TAG } from './engines/remote.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SCREENS = ['search', 'why', 'pages', 'hybrid', 'dials', 'data', 'code'];
/** A phone's width in CSS pixels: the narrowest that is still sold. */
const PHONE = 360;

let folder: string;
let folders: typeof FOLDERS;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weavelet-page-'));
  await cp(FOLDERS['/'], folder, { recursive: true });
  // The policy is opened for the script that runs these tests in the page and for frames of a phone's width, no more.
  const html = (await readFile(join(folder, 'index.html'), 'utf8'))
    .replace("default-src 'none'", "default-src 'none'; frame-src 'self'")
    .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", "connect-src 'self' http://127.0.0.1:*")
    .replace('<head>', `<head>${REMOTE_TAG}`);
  await writeFile(join(folder, 'index.html'), html);
  await copyFile(REMOTE_SCRIPT, join(folder, 'remote-page.js'));
  await copyFile(AXE, join(folder, 'axe.min.js'));
  folders = { ...FOLDERS, '/': folder };
  server = await serve({ folders });
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(ENGINES)('the page in %s', (_, start) => {
  let browser: Browser;
  /** Goes from screen to screen, as visitors do. */
  let visitor: Visitor;
  beforeAll(async () => {
    browser = await start();
    visitor = new Visitor(await browser.open(server.url));
  });
  afterAll(() => browser?.stop());

  it('answers when it opens, by MaxSim', async () => {
    await expect.poll(() => visitor.text('.hit-title')).toContain('Apollo 11');
    expect(await visitor.text('.summary')).toMatch(/^MaxSim · \d+\.\d ms · 779 passages/);
    expect(await visitor.texts('.hits li')).toHaveLength(8);
  });

  it('lights what a token met, by pointer and by arrow keys', async () => {
    await visitor.point('.warp button', 'moon');
    expect(await visitor.text('.cloth mark.lit')).toMatch(/moon/i);
    await expect.poll(() => visitor.texts('.threads path.lit')).toHaveLength(1);
    await visitor.press('ArrowRight', '.warp button');
    await visitor.press('ArrowRight');
    expect((await visitor.attributes('.warp button', 'aria-pressed')).indexOf('true')).toBe(2);
  });

  it('keeps a token that was clicked in the address', async () => {
    const pressed = async () => (await visitor.attributes('.warp button', 'aria-pressed')).indexOf('true');
    await visitor.click('.warp button', 'moon');
    const moon = await pressed();
    expect(await visitor.address()).toContain(`token=${moon}`);
    await visitor.tab.reload();
    await expect.poll(pressed).toBe(moon);
    await visitor.click('.warp button', 'moon');
    expect(await visitor.address()).not.toContain('token=');
  });

  it('answers each letter by words alone, and in any state by its address', async () => {
    await visitor.type('#query', 'constituti');
    await expect.poll(() => visitor.text('.summary')).toMatch(/^BM25/);
    await expect.poll(() => visitor.texts('.cloth mark.word')).toContainEqual(expect.stringMatching(/constitution/i));
    expect(await visitor.address()).toContain('q=constituti');
    await visitor.go('#search?q=birthday+celebration&mode=hybrid&hit=1');
    await expect.poll(() => visitor.text('.summary')).toMatch(/^Hybrid/);
    expect((await visitor.attributes('.hits button', 'aria-current')).indexOf('true')).toBe(1);
  });

  it('takes a score apart: shares, the whole matrix or the best, numbers by key', async () => {
    await visitor.go('#why');
    await expect.poll(() => visitor.texts('.percent')).toHaveLength(7);
    const shares = (await visitor.texts('.percent')).map(Number.parseFloat);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 6);
    await visitor.press('ArrowRight', '.matrix');
    const readout = async () => (await visitor.texts('.readout')).at(-1);
    const first = await readout();
    expect(first).toMatch(/ × .* = -?\d\.\d{4}$/);
    await visitor.press('ArrowRight');
    const second = await readout();
    expect(second).not.toBe(first);
    await visitor.click('.choice input[value=best]');
    await expect.poll(() => visitor.address()).toContain('view=best');
    expect(await visitor.address()).toMatch(/cell=\d+-\d+/);
    await visitor.tab.reload();
    await expect.poll(readout).toBe(second);
  });

  it('finds pages, with heat for the query and for one token, as strong as wanted', async () => {
    await visitor.go('#pages');
    await visitor.sees('.thumbnails li');
    await visitor.type('main input[type=search]', 'area of a polygon');
    await expect.poll(() => visitor.text('.thumbnails span')).toContain('Voronoi');
    expect(await visitor.texts('.thumbnails li')).toHaveLength(12);
    const warm = () =>
      visitor.tab.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.sheet canvas')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return data.filter((value, i) => i % 4 === 3 && value > 100).length;
      });
    await expect.poll(warm).toBeGreaterThan(100);
    const whole = await warm();
    await visitor.click('.stage .chip', 1);
    await expect.poll(warm).not.toBe(whole);
    expect(await visitor.address()).toMatch(/token=\d/);
    await visitor.type('.opacity input', '0.25');
    const opacity = () =>
      visitor.tab.evaluate(() => getComputedStyle(document.querySelector('.sheet canvas')!).opacity);
    await expect.poll(opacity).toBe('0.25');
    expect(await visitor.address()).toContain('heat=0.25');
    expect(await visitor.text('.kind')).toContain('text tokens');
  });

  it('moves from words to meaning with α, by both fusions, within what a chip leaves', async () => {
    await visitor.go('#hybrid?q=first+humans+to+walk+on+the+moon');
    await visitor.sees('.moves path');
    const first = (column: number) => visitor.text(`.bench-column:nth-of-type(${column}) .bench-title`);
    await visitor.type('.alpha input', '1');
    await expect.poll(async () => (await first(2)) === (await first(3))).toBe(true);
    await visitor.type('.alpha input', '0');
    await expect.poll(async () => (await first(2)) === (await first(1))).toBe(true);
    expect(await visitor.address()).toContain('alpha=0');
    await visitor.click('.choice input[value=Ranked]');
    await expect.poll(() => visitor.address()).toContain('fusion=ranked');
    await visitor.click('[data-value="language:ja"]');
    await expect.poll(() => visitor.texts('.bench-title:not([lang=ja])')).toEqual([]);
    expect((await visitor.texts('.bench-title')).length).toBeGreaterThan(9);
  });

  it('measures codecs on this machine', { timeout: 120_000 }, async () => {
    await visitor.go('#dials');
    await visitor.click('main .row .button');
    const cells = (codec: string) => visitor.texts(`tr[data-codec=${codec}] td`);
    await expect.poll(async () => (await cells('rq8')).at(-1), { timeout: 100_000 }).toMatch(/^[01]\.\d{3}$/);
    const [exact, rq] = [await cells('none'), await cells('rq8')];
    expect(exact.at(-1)).toBe('1.000');
    expect(Number.parseFloat(rq[0]!)).toBeLessThan(Number.parseFloat(exact[0]!) / 2);
    await visitor.click('main .row .button');
    await expect.poll(() => visitor.text('main .row .button')).toBe('Measure again');
  });

  it('searches what is dropped, at once, in every tab, and after a reload', async () => {
    await visitor.go('#data');
    await expect.poll(() => visitor.text('.total')).toBe('Nothing here yet.');
    const other = new Visitor(await browser.open(`${server.url}#data`));
    await other.sees('.total');
    await visitor.drop('.drop', [
      { name: 'notes.md', content: '# Ferns\n\nFerns have fronds.\n\n# Moss\n\nMoss grows on stones.' },
      { name: 'rows.csv', content: 'title,body\nLichen,"grows, slowly"\n' },
      { name: 'list.json', content: '[{"title":"苔","text":"石の上に生える"}]' },
    ]);
    await expect.poll(() => visitor.text('.total')).toBe('4 passages');
    await expect.poll(() => other.text('.total')).toBe('4 passages');
    await other.type('main input[type=search]', 'fron');
    await expect.poll(() => other.texts('.own-hits .hit-title')).toEqual(['Ferns']);
    await other.tab.close();
    await visitor.drop('.drop', [{ name: 'picture.gif', content: 'GIF89a' }]);
    await expect.poll(() => visitor.text('.row .summary')).toContain('.gif is not read');
    await visitor.tab.reload();
    await expect.poll(() => visitor.text('.total')).toBe('4 passages');
    expect((await visitor.texts('.storage dd')).join()).toContain('indexeddb');
  });

  it('saves an index file and reads it again', async () => {
    // what a browser does with a download is its own business; here the file is caught on its way to it
    await visitor.tab.evaluate(() => {
      const scope = globalThis as unknown as { saved?: Blob };
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob: Blob) => {
        scope.saved = blob;
        return make.call(URL, blob);
      };
      HTMLAnchorElement.prototype.click = () => undefined;
    });
    await visitor.click('main button', 'Save as an index file');
    await expect.poll(() => visitor.tab.evaluate(() => 'saved' in globalThis)).toBe(true);
    await visitor.tab.evaluate(() => {
      const { saved } = globalThis as unknown as { saved: Blob };
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([saved], 'mine.wvlt'));
      const input = document.querySelector<HTMLInputElement>('input[accept^=".wvlt"]')!;
      input.files = dataTransfer.files;
      input.dispatchEvent(new Event('change'));
    });
    await expect.poll(() => visitor.text('.summary')).toContain('Reading mine.wvlt');
    expect(await visitor.text('.total')).toBe('4 passages');
    await visitor.click('main button', 'Back to your own');
    await visitor.click('main button', 'Remove everything');
    await visitor.click('main button', 'Click again');
    await expect.poll(() => visitor.text('.total')).toBe('Nothing here yet.');
  });

  it('reads the page’s own index file by its address', async () => {
    await visitor.click('main button', 'Open the page’s own one');
    await expect.poll(() => visitor.text('.total')).toBe('779 passages');
    expect(await visitor.address()).toContain('file=passages.wvlt.gz');
    await visitor.tab.reload();
    await expect.poll(() => visitor.text('.total')).toBe('779 passages');
    await visitor.type('main input[type=search]', 'constituti');
    await visitor.sees('.own-hits li');
    await visitor.click('main button', 'Back to your own');
    await expect.poll(() => visitor.text('.total')).toBe('Nothing here yet.');
    expect(await visitor.address()).not.toContain('file=');
  });

  it('shows the code of each place, and of each screen', async () => {
    await visitor.go('#code');
    await expect.poll(() => visitor.text('pre')).toContain('weavelet/workers');
    await visitor.click('.choice input[value=weaviate]');
    await expect.poll(() => visitor.text('pre')).toContain("from 'weaviate-client'");
    for (const screen of SCREENS.slice(0, -1)) {
      await visitor.go(`#${screen}`);
      await visitor.sees(`main[data-screen=${screen}]`);
      await visitor.click('.snippet summary');
      await visitor.sees('main pre');
    }
  });

  it('answers what is typed by MaxSim once its encoder is loaded', { timeout: 120_000 }, async () => {
    await visitor.go('#search?q=who+wrote+about+farm+animals');
    await visitor.click('.offer button', 'Load the encoder');
    await expect.poll(() => visitor.text('.summary'), { timeout: 90_000 }).toMatch(/^MaxSim/);
    expect(await visitor.text('.hit-title')).toBe('Animal Farm');
  });

  it('speaks Japanese on every screen, and English again', async () => {
    await visitor.go('#search?lang=ja');
    await expect.poll(() => visitor.text('.lead')).toContain('サーバーもキーも要らず');
    for (const screen of SCREENS) {
      await visitor.go(`#${screen}?lang=ja`);
      await visitor.sees(`main[data-screen=${screen}]`);
      expect(await visitor.text('main h1')).toMatch(/[ぁ-ん]/);
    }
    await visitor.click('.languages [lang=en]');
    await expect.poll(() => visitor.text('main h1')).toMatch(/^The same program/);
  });

  it.each(SCREENS)('has no serious fault of accessibility in %s, and fits a phone', async (screen) => {
    await visitor.go(`#${screen}`);
    await visitor.sees(`main[data-screen=${screen}]`);
    expect(await visitor.faults()).toEqual([]);
    for (const language of ['en', 'ja']) {
      expect(await visitor.widerThan(PHONE, `#${screen}?lang=${language}`), language).toBeLessThanOrEqual(0);
    }
  });

  it('works without a network after the first visit', async () => {
    const site = await serve({ folders });
    const late = new Visitor(await browser.open(site.url));
    await late.tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    // the second time through the service worker, which keeps what these tests need as well
    await late.tab.reload();
    await late.sees('.hits li');
    await site.close();
    await late.tab.reload();
    await expect.poll(() => late.texts('.hits li')).toHaveLength(8);
    for (const screen of ['why', 'pages', 'hybrid', 'data', 'code']) {
      await late.go(`#${screen}`);
      await late.sees(`main[data-screen=${screen}]`);
    }
    await late.go('#why');
    await expect.poll(() => late.texts('.percent')).toHaveLength(7);
    await late.tab.close();
  });

  it('raises no error that nobody catches', () => expect(browser.errors).toEqual([]));
});
