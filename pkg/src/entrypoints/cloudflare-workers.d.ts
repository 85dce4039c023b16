declare module 'cloudflare:workers' {
  /** The runtime's base class of Durable Objects that answer remote calls. */
  export class DurableObject<Env = unknown> {
    protected ctx: { storage: object };
    protected env: Env;
    constructor(ctx: unknown, env: Env);
  }
}
