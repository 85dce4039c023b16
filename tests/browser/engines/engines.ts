/** The browsers that the suites run in: all, or those that BROWSERS names (`BROWSERS=chromium,firefox`). */
import type { Browser } from './browser.js';
import { Chromium } from './chromium.js';
import { Firefox } from './firefox.js';
import type { EngineName } from './program.js';
import { WebKit } from './webkit.js';

/** What a browser is called, and how it is started. */
export type Engine = [name: string, start: () => Promise<Browser>];

const ALL: Record<EngineName, Engine> = {
  chromium: ['Chromium', () => Chromium.start()],
  firefox: ['Firefox', () => Firefox.start()],
  webkit: ['WebKitGTK', () => WebKit.start()],
};

function chosen(names: string): Engine[] {
  return names.split(',').map((name) => {
    const engine = ALL[name as EngineName];
    if (!engine) throw new Error(`BROWSERS names ${name}: it lists some of ${Object.keys(ALL).join(', ')}`);
    return engine;
  });
}

export const ENGINES: Engine[] = chosen(process.env.BROWSERS ?? Object.keys(ALL).join(','));
/** Those of them that have a private file system for each origin; WebKitGTK has none. */
export const ENGINES_WITH_FILES: Engine[] = ENGINES.filter((engine) => engine !== ALL.webkit);
