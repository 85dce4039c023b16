/** Starts the engine's thread, which loads what it needs while the page's own program is still on its way. */
import { firstWorker } from './app/engine-threads.js';

firstWorker();
