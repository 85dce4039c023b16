/** A Chromium that can be killed as a whole and started again over the same data. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { killTree } from './processes.js';

const SCRIPT = fileURLToPath(new URL('../../../scripts/browser.sh', import.meta.url));
const ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
  '--remote-debugging-port=0',
];
/** In ms. */
const START = 30_000;

/** IndexedDB's two back ends in Chromium. */
export const BACK_ENDS = { LevelDB: [], SQLite: ['--enable-features=IdbSqliteBackingStore'] } as const;
export type BackEnd = keyof typeof BACK_ENDS;

export class KillableChromium {
  private constructor(
    readonly process: ChildProcess,
    readonly browser: Browser,
  ) {}

  static async start(folder: string, backEnd: BackEnd): Promise<KillableChromium> {
    mkdirSync(folder, { recursive: true });
    // A browser that was killed leaves its port and its locks behind.
    const port = join(folder, 'DevToolsActivePort');
    for (const file of [port, ...['Lock', 'Socket', 'Cookie'].map((name) => join(folder, `Singleton${name}`))]) {
      rmSync(file, { force: true });
    }
    const executable = execFileSync(SCRIPT, { encoding: 'utf8' }).trim();
    const child = spawn(executable, [...ARGUMENTS, `--user-data-dir=${folder}`, ...BACK_ENDS[backEnd], 'about:blank'], {
      stdio: 'ignore',
    });
    const deadline = Date.now() + START;
    while (!existsSync(port) || !readFileSync(port, 'utf8').includes('\n')) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('Chromium does not start');
      await sleep(20);
    }
    const [number] = readFileSync(port, 'utf8').split('\n');
    return new KillableChromium(child, await chromium.connectOverCDP(`http://127.0.0.1:${number}`));
  }

  async open(url: string): Promise<Page> {
    const page = await this.browser.contexts()[0]!.newPage();
    await page.goto(url);
    return page;
  }

  async kill(): Promise<void> {
    await killTree(this.process.pid!);
    await this.browser.close().catch(() => undefined);
  }
}
