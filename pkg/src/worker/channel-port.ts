import type { Port } from './port.js';

/** One end of a `MessageChannel`, which two workers share. */
export function channelPort(end: MessagePort): Port {
  return {
    post: (message, transfer) => end.postMessage(message, transfer),
    listen(onMessage, onBroken) {
      end.addEventListener('message', ({ data }) => onMessage(data));
      end.addEventListener('messageerror', () => onBroken('a message between workers could not be read'));
      end.start();
    },
    close: () => end.close(),
  };
}
