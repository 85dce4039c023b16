/** The engine in a Web Worker: what `connectToLocal({ worker: true })` starts. A program imports nothing from here. */
import { loadEarly } from '../engine/load.js';
import { defineEnvironment } from '../environment.js';
import { serve } from '../worker/serve.js';
import { webPort } from '../worker/web-port.js';
import { browserEnvironment } from './browser-environment.js';

defineEnvironment(browserEnvironment);
loadEarly();
serve(webPort(globalThis as unknown as Worker, () => globalThis.close()));
