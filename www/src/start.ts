/** Starts what takes longest while the page's own program is still on its way: the engine's thread, and its data. */
import { firstWorker } from './app/engine-threads.js';
import { indexFile } from './app/index-file.js';

firstWorker();
// who opens it hears of a failure
indexFile().catch(() => undefined);
