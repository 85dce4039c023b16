/** Cloudflare Workers. */
import { defineEnvironment } from '../environment.js';
import { workerdEnvironment } from './workerd-environment.js';

defineEnvironment(workerdEnvironment);

export * from '../index.js';
export { default } from '../index.js';
export { R2Storage } from '../storage/r2.js';
export { type Published, type PublishOptions, publish } from '../storage/r2-publish.js';
