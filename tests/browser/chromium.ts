/** A real headless Chromium over a folder of its own, so that it can be closed and started again with its data. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const SCRIPT = fileURLToPath(new URL('../../scripts/chromium.sh', import.meta.url));
const QUIET = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export class Chromium {
  readonly #folder: string;
  readonly #pageCache: boolean;
  #context: BrowserContext | undefined;
  /** Errors that pages raised and nobody caught. */
  readonly errors: string[] = [];

  private constructor(folder: string, pageCache: boolean) {
    this.#folder = folder;
    this.#pageCache = pageCache;
  }

  /** @param options.pageCache whether pages that are left are put away whole, to come back as they were */
  static async start({ pageCache = false } = {}): Promise<Chromium> {
    const browser = new Chromium(await mkdtemp(join(tmpdir(), 'weavelet-chromium-')), pageCache);
    await browser.restart();
    return browser;
  }

  /** Ends the browser and starts it again over the same data. */
  async restart(): Promise<void> {
    await this.#context?.close();
    const executablePath = execFileSync(SCRIPT, { encoding: 'utf8' }).trim();
    this.#context = await chromium.launchPersistentContext(this.#folder, {
      executablePath,
      headless: true,
      args: QUIET,
      ignoreDefaultArgs: this.#pageCache ? ['--disable-back-forward-cache'] : [],
    });
  }

  async open(url: string): Promise<Page> {
    const page = await this.#context!.newPage();
    page.on('pageerror', (error) => this.errors.push(error.message));
    await page.goto(url);
    return page;
  }

  async stop(): Promise<void> {
    await this.#context?.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
