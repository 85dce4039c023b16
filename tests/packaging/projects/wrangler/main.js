import { searchHere } from './program.js';

export class Index {
  constructor(state) {
    this.state = state;
  }

  async fetch() {
    return Response.json(await searchHere(this.state.storage));
  }
}

export default {
  fetch: (request, env) =>
    new URL(request.url).pathname === '/search'
      ? env.INDEX.get(env.INDEX.idFromName('one')).fetch(request)
      : new Response('ready'),
};
