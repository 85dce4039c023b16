/** Node.js, Deno and Bun. */
import { defineEnvironment } from '../environment.js';
import { nodeEnvironment } from './node-environment.js';

defineEnvironment(nodeEnvironment);

export * from '../index.js';
export { default } from '../index.js';
