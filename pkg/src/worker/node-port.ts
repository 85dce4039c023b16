import type { MessagePort, Worker } from 'node:worker_threads';
import type { Port } from './port.js';

function listen(end: Worker | MessagePort): Port['listen'] {
  return (onMessage, onBroken) => {
    end.on('message', onMessage);
    end.on('messageerror', () => onBroken('a message to the worker could not be read'));
    end.on('error', (error: Error) => onBroken(`the worker ended: ${error.message}`));
    end.on('exit', (code: number) => onBroken(`the worker ended with exit code ${code}`));
  };
}

/** The port to a worker thread of Node. It keeps the process alive while somebody waits for it. */
export const threadPort = (worker: Worker): Port => ({
  post: (message, transfer) => worker.postMessage(message, transfer as ArrayBuffer[]),
  listen: listen(worker),
  hold: (busy) => (busy ? worker.ref() : worker.unref()),
  close: () => void worker.terminate(),
});

/** In a worker thread, the port to the thread that made it. */
export const parentThreadPort = (parent: MessagePort): Port => ({
  post: (message, transfer) => parent.postMessage(message, transfer as ArrayBuffer[]),
  listen: listen(parent),
  close: () => parent.close(),
});
