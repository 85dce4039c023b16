/** Browsers, in a page or a worker. */
import { defineEnvironment } from '../environment.js';
import { browserEnvironment } from './browser-environment.js';
import { openWorker } from './browser-worker.js';

defineEnvironment({ ...browserEnvironment, openWorker });

export * from '../index.js';
export { default } from '../index.js';
export { OpfsStorage } from '../storage/opfs.js';
