/** Browsers, in a page or a worker. */
import { defineEnvironment } from '../environment.js';
import { browserEnvironment } from './browser-environment.js';

defineEnvironment(browserEnvironment);

export * from '../index.js';
export { default } from '../index.js';
export { OpfsStorage } from '../storage/opfs.js';
