/** The engine in a worker thread of Node, Deno or Bun: what `connectToLocal({ worker: true })` starts. */
import { parentPort } from 'node:worker_threads';
import { defineEnvironment } from '../environment.js';
import { parentThreadPort } from '../worker/node-port.js';
import { serve } from '../worker/serve.js';
import { nodeEnvironment } from './node-environment.js';

if (!parentPort) throw new Error('weavelet/worker is the script of a worker thread: new Worker(…)');
defineEnvironment(nodeEnvironment);
serve(parentThreadPort(parentPort));
