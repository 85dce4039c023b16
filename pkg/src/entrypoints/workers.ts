/**
 * Cloudflare Workers with Durable Objects: what `workerd` has, and collections that are spread over objects.
 * @module weavelet/workers
 */
import { DurableObject } from 'cloudflare:workers';
import { defineEnvironment } from '../environment.js';
import { type ObjectOptions, ShardObject } from '../shards/object.js';
import type { Answer, MethodName } from '../shards/rpc.js';
import { workerdEnvironment } from './workerd-environment.js';

defineEnvironment(workerdEnvironment);

/**
 * A Durable Object that holds a shard, a tenant or the schema of a database, in its SQLite storage. A Worker exports it
 * and speaks to it by `connectToObjects`; a class that extends it can set how its engine is opened.
 */
export class WeaveletObject<Env = unknown> extends DurableObject<Env> {
  #object: ShardObject | undefined;

  /** How the engine is opened. Called once per object. */
  protected options(): ObjectOptions {
    return {};
  }

  /** What `connectToObjects` calls. */
  weavelet(method: MethodName, argument: unknown): Promise<Answer> {
    this.#object ??= new ShardObject(this.ctx.storage, this.options());
    return this.#object.answer(method, argument);
  }
}

export * from '../index.js';
export { default } from '../index.js';
export { type ConnectToObjectsOptions, connectToObjects } from '../shards/connect.js';
export type { ObjectOptions } from '../shards/object.js';
export type { ObjectNamespace } from '../shards/rpc.js';
export { R2Storage } from '../storage/r2.js';
export { type Published, type PublishOptions, publish } from '../storage/r2-publish.js';
