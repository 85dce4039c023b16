import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BackEnd, KillableChromium } from './chromium.js';
import type { ReliabilityPage } from './page.js';
import type { Durability, Look, Place } from './places.js';
import { Site } from './site.js';

declare const reliabilityPage: ReliabilityPage;

/** A page in Chromium, data in IndexedDB; the whole browser is killed. */
export class ChromiumPlace implements Place {
  readonly name: string;
  acknowledged = new Set<number>();
  /** What went wrong in the page. */
  readonly errors: string[] = [];
  #browser: KillableChromium | undefined;

  private constructor(
    readonly backEnd: BackEnd,
    readonly folder: string,
    readonly site: Site,
  ) {
    this.name = `Chromium ${backEnd}`;
  }

  /** @param folder for the browser's data; absent: one of its own, which goes with the place */
  static async start(backEnd: BackEnd, folder?: string): Promise<ChromiumPlace> {
    const data = folder ?? (await mkdtemp(join(tmpdir(), 'weavelet-chromium-')));
    let place: ChromiumPlace | undefined;
    const site = await Site.start(new URL('page.ts', import.meta.url), (event) => place?.onEvent(event));
    place = new ChromiumPlace(backEnd, data, site);
    return place;
  }

  onEvent(event: URLSearchParams): void {
    if (event.has('batch')) this.acknowledged.add(Number(event.get('batch')));
    else this.errors.push(event.get('error') ?? '');
  }

  async write(store: string, durability: Durability, from: number): Promise<void> {
    this.acknowledged = new Set();
    const page = await this.#open();
    // It never returns: the browser is killed under it.
    page
      .evaluate(([name, how, first]) => reliabilityPage.write(name, how, first), [store, durability, from] as const)
      .catch(() => undefined);
  }

  async kill(): Promise<void> {
    await this.#browser?.kill();
    this.#browser = undefined;
  }

  async look(store: string): Promise<Look> {
    const page = await this.#open();
    const seen = await page.evaluate((name) => reliabilityPage.look(name), store);
    await this.kill();
    return seen;
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.site.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #open() {
    this.#browser = await KillableChromium.start(this.folder, this.backEnd);
    return this.#browser.open(this.site.url);
  }
}
