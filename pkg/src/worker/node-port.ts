import type { MessagePort, Worker } from 'node:worker_threads';
import type { Port } from './port.js';

/** The port to a worker thread of Node, or in one to the thread that made it. */
export function nodePort(end: Worker | MessagePort, close: () => void): Port {
  return {
    post: (message, transfer) => end.postMessage(message, transfer as ArrayBuffer[]),
    listen(onMessage, onBroken) {
      end.on('message', onMessage);
      end.on('messageerror', () => onBroken('a message to the worker could not be read'));
      end.on('error', (error: Error) => onBroken(`the worker ended: ${error.message}`));
      end.on('exit', (code: number) => onBroken(`the worker ended with exit code ${code}`));
    },
    hold: (busy) => (busy ? end.ref() : end.unref()),
    close,
  };
}
