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
const isWebKit = (engine: Engine): boolean => engine === ALL.webkit;
/** WebKitGTK, if it is one of them, and the others: some things have to be tried apart there. */
export const WEBKIT: Engine[] = ENGINES.filter(isWebKit);
export const NOT_WEBKIT: Engine[] = ENGINES.filter((engine) => !isWebKit(engine));
/** Those of them that have a private file system for each origin; WebKitGTK has none. */
export const ENGINES_WITH_FILES: Engine[] = NOT_WEBKIT;
