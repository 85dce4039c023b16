/** The engine in a Web Worker: what `connectToLocal({ worker: true })` starts. A program imports nothing from here. */
import { loadEarly } from '../engine/load.js';
import { defineEnvironment } from '../environment.js';
import { serve } from '../worker/serve.js';
import { webPort } from '../worker/web-port.js';
import { browserEnvironment } from './browser-environment.js';

/** Marks a scope whose messages are answered. */
const SERVED = Symbol.for('weavelet.served');
const scope = globalThis as unknown as Worker & { [SERVED]?: true };

defineEnvironment(browserEnvironment);
// WebKit evaluates a worker's first script once more when another one imports from it, as the chunks of some bundlers
// do. Two engines would answer then.
if (!scope[SERVED]) {
  scope[SERVED] = true;
  loadEarly();
  serve(webPort(scope, () => globalThis.close()));
}
