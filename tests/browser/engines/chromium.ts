/** A real headless Chromium, driven by its developer tools. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Browser } from './browser.js';
import { programOf } from './program.js';

const QUIET = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

type Options = {
  /** Whether pages that are left are put away whole, to come back as they were. */
  pageCache?: boolean;
  /** One that is off by default. */
  feature?: string;
};

export class Chromium implements Browser {
  readonly #folder: string;
  readonly #options: Options;
  #context: BrowserContext | undefined;
  readonly errors: string[] = [];

  private constructor(folder: string, options: Options) {
    this.#folder = folder;
    this.#options = options;
  }

  static async start(options: Options = {}): Promise<Chromium> {
    const browser = new Chromium(await mkdtemp(join(tmpdir(), 'weavelet-chromium-')), options);
    await browser.restart();
    return browser;
  }

  async restart(): Promise<void> {
    await this.#context?.close();
    const { feature, pageCache = false } = this.#options;
    this.#context = await chromium.launchPersistentContext(this.#folder, {
      executablePath: programOf('chromium'),
      headless: true,
      args: feature ? [...QUIET, `--enable-features=${feature}`] : QUIET,
      ignoreDefaultArgs: pageCache ? ['--disable-back-forward-cache'] : [],
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
