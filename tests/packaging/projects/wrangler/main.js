import weavelet, { connectToObjects, WeaveletObject } from 'weavelet/workers';
import { searchOver } from './program.js';

export { WeaveletObject };

export class Index {
  constructor(state) {
    this.state = state;
  }

  async fetch() {
    return Response.json(await searchOver(weavelet.connectToLocal({ storage: this.state.storage })));
  }
}

export default {
  async fetch(request, { INDEX, OBJECTS }) {
    if (new URL(request.url).pathname !== '/search') return new Response('ready');
    const own = await INDEX.get(INDEX.idFromName('one')).fetch(request);
    if (!own.ok) return own;
    return Response.json({
      thread: await own.json(),
      worker: await searchOver(connectToObjects({ namespace: OBJECTS })),
    });
  },
};
