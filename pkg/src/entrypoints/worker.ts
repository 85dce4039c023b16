/** The engine in a Web Worker: what `connectToLocal({ worker: true })` starts. A program imports nothing from here. */
import './browser.js';
import { serve } from '../worker/serve.js';
import { webPort } from '../worker/web-port.js';

serve(webPort(globalThis as unknown as Worker, () => globalThis.close()));
