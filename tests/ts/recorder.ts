// An engine that only records: what the client sends it, and what the client makes of its replies.
import { collections } from '../../pkg/src/collections/collections.js';
import type { Session } from '../../pkg/src/collections/session.js';
import type { Engine } from '../../pkg/src/engine/engine.js';
import type { CallName, Hit } from '../../pkg/src/engine/protocol.js';

type Sent = { name: CallName; request: Record<string, unknown> };

/** A session whose engine keeps what it is sent and answers with `replies`, in order; an error is thrown. */
export function recorder(...replies: unknown[]) {
  const sent: Sent[] = [];
  const engine = {
    call: async (name: CallName, request: Record<string, unknown>) => {
      sent.push({ name, request: structuredClone(request) });
      const reply = replies.shift();
      if (reply instanceof Error) throw reply;
      return reply;
    },
    flush: async () => {},
    close: async () => {},
  } as unknown as Engine;
  let id = 0;
  const session: Session = { engine, generators: new Map(), now: () => 1000, uuid: () => `id-${++id}` };
  return { sent, session, all: collections(session), use: (name: string) => collections(session).use(name) };
}

/** Only members that are there: absent and undefined are the same to the engine. */
export const json = (value: unknown) => JSON.parse(JSON.stringify(value));
export const hit = (uuid: string, more: Partial<Hit> = {}): Hit => ({ uuid, properties: {}, metadata: {}, ...more });
export const nothing = { objects: [] };

/** The one request that a search sends. */
export async function requestOf(search: (on: ReturnType<ReturnType<typeof recorder>['use']>) => Promise<unknown>) {
  const { sent, use } = recorder(nothing);
  await search(use('article'));
  return json(sent[0]!.request);
}
