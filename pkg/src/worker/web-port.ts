import type { Port } from './port.js';

type Scope = Pick<Worker, 'postMessage'> & Pick<EventTarget, 'addEventListener'>;

/** The port to a Web Worker, or in a worker to whoever made it. `close` ends a worker that this page made. */
export function webPort(scope: Scope, close: () => void): Port {
  return {
    post: (message, transfer) => scope.postMessage(message, transfer),
    listen(onMessage, onBroken) {
      scope.addEventListener('message', (event) => onMessage((event as MessageEvent).data));
      scope.addEventListener('messageerror', () => onBroken('a message to the worker could not be read'));
      scope.addEventListener('error', (event) => {
        event.preventDefault();
        onBroken(`the worker ended: ${(event as ErrorEvent).message || 'its script could not be loaded'}`);
      });
    },
    close,
  };
}
