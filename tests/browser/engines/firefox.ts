/** A real headless Firefox, driven by WebDriver BiDi. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page, type Browser as Puppet } from 'puppeteer-core';
import type { Browser } from './browser.js';
import { programOf } from './program.js';

export class Firefox implements Browser {
  readonly #folder: string;
  #puppet: Puppet | undefined;
  readonly errors: string[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(): Promise<Firefox> {
    const browser = new Firefox(await mkdtemp(join(tmpdir(), 'weavelet-firefox-')));
    await browser.restart();
    return browser;
  }

  async restart(): Promise<void> {
    await this.#puppet?.close();
    this.#puppet = await puppeteer.launch({
      browser: 'firefox',
      executablePath: programOf('firefox'),
      headless: true,
      userDataDir: this.#folder,
    });
  }

  async open(url: string): Promise<Page> {
    const page = await this.#puppet!.newPage();
    page.on('pageerror', (error) => this.errors.push(String(error)));
    await page.goto(url);
    return page;
  }

  async stop(): Promise<void> {
    await this.#puppet?.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
