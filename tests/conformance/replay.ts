/** Plays recorded cases against a module with the client's interface. Knows no environment. */
import { build, member, type Scope, type Value } from './arguments.js';
import { difference, type Only, plain, project, untie } from './compare.js';

export type Step = {
  on?: string;
  tenant?: string;
  /** A dotted path on the client, or on the collection `on`. `jina.requests` asks the stand-in what it was asked. */
  call: string;
  args?: Value[];
  expect?: Value;
  error?: { name: string; code?: number; message: string };
  /** Index ranges whose order is free. */
  ties?: [number, number][];
  /** The result is an async iterable; `expect` holds its items. */
  collect?: boolean;
  only?: Only;
  note?: string;
};
export type Case = { name: string; jina?: boolean; connect?: { [key: string]: Value }; steps: Step[] };
export type Jina = { take(): Value[] | Promise<Value[]> };

/** How one step went: `fail` says what is wrong, `texts` list error texts that differ from the server's. */
export type Verdict = { step: string; fail?: string; texts: string[] };

type Handle = { withTenant(tenant: string): object };
type Client = {
  collections: { use(name: string): Handle; deleteAll(): Promise<unknown> };
  close(): Promise<unknown>;
};
type Outcome = { value: Value } | { error: { name: string; code?: number; message: string } };

/** A handle of a collection is not data. */
const HANDLES = /^collections\.(create|createFromSchema|createFromJson|use|get)$/;

/** One case on a connection of its own, which it starts and leaves empty. */
export class Replay {
  readonly #module: Record<string, unknown>;
  readonly #client: Client;
  readonly #data: Scope['data'];
  readonly #jina: Jina | undefined;

  private constructor(module: Record<string, unknown>, client: Client, data: Scope['data'], jina: Jina | undefined) {
    this.#module = module;
    this.#client = client;
    this.#data = data;
    this.#jina = jina;
  }

  /**
   * @param module the module under test, `options` are added to the case's own connection options
   * @param jina the running stand-in, for cases that need it
   */
  static async start(
    recorded: Case,
    module: object,
    data: Scope['data'],
    options: object = {},
    jina?: Jina,
  ): Promise<Replay> {
    // The default export has members that are not named exports, and the other way round.
    const names = { ...(module as { default?: object }).default, ...module } as Record<string, unknown>;
    const connect = names.connectToLocal as (options: object) => Promise<Client>;
    const client = await connect({ ...recorded.connect, ...options });
    await client.collections.deleteAll();
    return new Replay(names, client, data, jina);
  }

  async play(step: Step, index: number): Promise<Verdict> {
    const at = `${index} ${step.on ? `${step.on}.` : ''}${step.call}${step.note ? ` (${step.note})` : ''}`;
    return { step: at, ...judge(step, await this.#outcome(step)) };
  }

  async stop(): Promise<void> {
    await this.#client.collections.deleteAll();
    await this.#client.close();
  }

  async #outcome(step: Step): Promise<Outcome> {
    if (step.call === 'jina.requests') {
      const requests = (await this.#jina?.take()) ?? [];
      return { value: step.only === 'ok' ? null : requests };
    }
    try {
      const collection = step.on === undefined ? undefined : this.#client.collections.use(step.on);
      const target = (step.tenant === undefined ? collection : collection?.withTenant(step.tenant)) ?? this.#client;
      const scope = { module: this.#module, target, data: this.#data };
      const args = (step.args ?? []).map((arg) => build(arg, scope));
      const { owner, value } = member(target, step.call);
      let result = typeof value === 'function' ? await value.apply(owner, args) : value;
      if (step.collect) result = await collected(result as AsyncIterable<unknown>);
      return { value: HANDLES.test(step.call) ? null : plain(project(result, step.only)) };
    } catch (error) {
      const { name, code, message } = error as Error & { code?: number };
      const known = name && name !== 'Error' ? name : (error as object)?.constructor?.name;
      return { error: { name: known ?? String(error), code, message } };
    }
  }
}

async function collected(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function judge(step: Step, outcome: Outcome): { fail?: string; texts: string[] } {
  const { error } = step;
  if (error) {
    if ('value' in outcome) return { fail: `want ${error.name}, got a result`, texts: [] };
    const got = outcome.error;
    if (got.name !== error.name) return { fail: `want ${error.name}, got ${got.name}: ${got.message}`, texts: [] };
    if (error.code !== undefined && got.code !== error.code) {
      return { fail: `want code ${error.code}, got ${got.code}: ${got.message}`, texts: [] };
    }
    return { texts: got.message === error.message ? [] : [`want «${error.message}», got «${got.message}»`] };
  }
  if ('error' in outcome) return { fail: `${outcome.error.name}: ${outcome.error.message}`, texts: [] };
  const texts: string[] = [];
  const fail = difference(untie(step.expect ?? null, step.ties), untie(outcome.value, step.ties), texts);
  return { fail, texts };
}
