/** A random program of writes, each with what it changes in the model. */

import { digest, type Model, type Objects } from './model.js';
import { Random } from './random.js';
import { configure, type WeaviateClient } from './weavelet.js';

/** What one call of the client changes in the model: wholly or not at all. */
export type Change = (model: Model) => void;

/** Calls of the client made at once, and what each of them changes, in order. */
export type Step = { name: string; run(client: WeaviateClient): Promise<unknown>; changes: Change[] };

export type ScriptOptions = {
  /** Number of writes. */
  steps: number;
  /** Every so many steps comes a batch of at most this many bytes, so that logs are folded into segments. */
  bulk?: { every: number; bytes: number };
};

const WORDS = ['river', 'stone', 'cloud', 'lamp', 'glass', 'cedar', 'north', 'salt', 'wheel', 'amber', 'flint', 'moss'];
const TAGS = ['red', 'green', 'blue', 'grey'];
const TENANTS = ['ada', 'bob', 'cyd'];
const DIMENSIONS = 8;
/** Characters of a bulky object's filler. */
const FILLER = 1 << 18;

type Kind = 'Plain' | 'Coded' | 'Multi' | 'Rooms' | 'Extra' | 'Bulk';
type Draft = {
  id: string;
  properties: { text: string; tag: string; n: number; filler?: string };
  vectors?: number[] | number[][];
};

const PROPERTIES = [
  { name: 'text', dataType: 'text' as const },
  { name: 'tag', dataType: 'text' as const },
  { name: 'n', dataType: 'int' as const },
];
const FILLED = [
  ...PROPERTIES,
  { name: 'filler', dataType: 'text' as const, indexFilterable: false, indexSearchable: false },
];

/** Makes the steps one after another; what a step may do depends on what the earlier ones left. */
export class Script {
  readonly #random: Random;
  readonly #options: ScriptOptions;
  #made = 0;

  constructor(seed: number, options: ScriptOptions) {
    this.#random = new Random(seed);
    this.#options = options;
  }

  /** The next step for a database that holds `model`; undefined at the end. */
  next(model: Model): Step | undefined {
    if (this.#made >= this.#options.steps) return undefined;
    this.#made++;
    for (const kind of ['Plain', 'Coded', 'Multi', 'Rooms', 'Bulk'] as const) if (!model.has(kind)) return create(kind);
    const { bulk } = this.#options;
    if (bulk && this.#made % bulk.every === 0) return this.#bulk(model, bulk.bytes);
    if (this.#random.chance(0.06)) return this.#schema(model);
    return this.#write(model);
  }

  #draft(kind: Kind): Draft {
    const random = this.#random;
    const text = Array.from({ length: 3 + random.int(6) }, () => random.pick(WORDS)).join(' ');
    const rows = Array.from({ length: 2 + random.int(3) }, () => [...random.vector(DIMENSIONS)]);
    return {
      id: random.uuid(),
      properties: { text, tag: random.pick(TAGS), n: random.int(1000) },
      vectors: kind === 'Multi' ? rows : rows[0]!,
    };
  }

  /** One small write to a random shard. */
  #write(model: Model): Step {
    const random = this.#random;
    const kind = random.pick(['Plain', 'Coded', 'Multi', 'Rooms'] as const);
    const { shards } = model.get(kind)!;
    if (shards.size === 0) return createTenant(random.pick(TENANTS));
    const tenant = random.pick([...shards.keys()]);
    const objects = shards.get(tenant)!;
    const ids = [...objects.keys()];
    const at = shardOf(kind, tenant);
    const choice = random.next();
    if (choice < 0.3 || ids.length === 0) return insert(at, this.#draft(kind));
    if (choice < 0.35 && !tenant)
      return insertTogether(
        at,
        Array.from({ length: 4 }, () => this.#draft(kind)),
      );
    if (choice < 0.55)
      return insertMany(
        at,
        Array.from({ length: 1 + random.int(8) }, () => this.#draft(kind)),
      );
    const id = random.pick(ids);
    if (choice < 0.7) return update(at, id, random.int(1000));
    if (choice < 0.8) return replace(at, { ...this.#draft(kind), id });
    if (choice < 0.92) return remove(at, id);
    return removeMany(at, random.pick(TAGS));
  }

  #schema(model: Model): Step {
    const random = this.#random;
    const rooms = model.get('Rooms')!.shards;
    const choice = random.next();
    if (choice < 0.3) return model.has('Extra') ? drop('Extra') : create('Extra');
    if (choice < 0.6) {
      const name = `extra${this.#made}`;
      return {
        name: `add property ${name}`,
        run: (client) => client.collections.use('Plain').config.addProperty({ name, dataType: 'text' }),
        changes: [(m) => m.get('Plain')!.properties.push(name)],
      };
    }
    const tenant = random.pick(TENANTS);
    if (rooms.has(tenant) && rooms.size > 1) {
      return {
        name: `remove tenant ${tenant}`,
        run: (client) => client.collections.use('Rooms').tenants.remove(tenant),
        changes: [(m) => m.get('Rooms')!.shards.delete(tenant)],
      };
    }
    return createTenant(tenant);
  }

  /** Large objects: in while there are few, out again after that. */
  #bulk(model: Model, bytes: number): Step {
    const at = shardOf('Bulk', '');
    const held = model.get('Bulk')!.shards.get('')!.size;
    const count = Math.ceil((bytes / FILLER) * (0.25 + 0.75 * this.#random.next()));
    if (held >= 4 * count) return removeMany(at, 'bulk');
    const drafts = Array.from({ length: count }, () => {
      const { id, properties } = this.#draft('Bulk');
      const filler = `${id} `.repeat(FILLER / 37);
      return { id, properties: { ...properties, tag: 'bulk', filler } };
    });
    return insertMany(at, drafts);
  }
}

type Shard = {
  name: string;
  handle(client: WeaviateClient): ReturnType<WeaviateClient['collections']['use']>;
  objects(model: Model): Objects;
};

function shardOf(kind: Kind, tenant: string): Shard {
  return {
    name: tenant ? `${kind}/${tenant}` : kind,
    handle: (client) => {
      const collection = client.collections.use(kind);
      return tenant ? collection.withTenant(tenant) : collection;
    },
    objects: (model) => model.get(kind)!.shards.get(tenant)!,
  };
}

const createTenant = (tenant: string): Step => ({
  name: `create tenant ${tenant}`,
  run: (client) => client.collections.use('Rooms').tenants.create({ name: tenant }),
  changes: [
    (model) => {
      const { shards } = model.get('Rooms')!;
      if (!shards.has(tenant)) shards.set(tenant, new Map());
    },
  ],
});

function create(kind: Kind): Step {
  // Rows of a quantized collection stay in storage.
  const quantizer = kind === 'Coded' ? configure.vectorIndex.quantizer.rq() : undefined;
  const vectorizers =
    kind === 'Multi' ? configure.multiVectors.selfProvided() : configure.vectors.selfProvided({ quantizer });
  const multiTenancy = { enabled: kind === 'Rooms', autoTenantCreation: false };
  const config = {
    name: kind,
    properties: kind === 'Bulk' ? FILLED : PROPERTIES,
    multiTenancy,
    vectorizers,
  };
  return {
    name: `create ${kind}`,
    run: (client) => client.collections.create(config),
    changes: [
      (model) => {
        const shards = new Map<string, Objects>(kind === 'Rooms' ? [] : [['', new Map()]]);
        model.set(kind, {
          properties: config.properties.map(({ name }) => name),
          multiTenant: kind === 'Rooms',
          shards,
        });
      },
    ],
  };
}

const drop = (kind: Kind): Step => ({
  name: `delete ${kind}`,
  run: (client) => client.collections.delete(kind),
  changes: [(model) => model.delete(kind)],
});

const stored = ({ properties: { filler, ...rest }, vectors }: Draft) => ({
  ...rest,
  payload: digest(filler ?? vectors),
});

const put =
  (at: Shard, drafts: Draft[]): Change =>
  (model) => {
    for (const draft of drafts) at.objects(model).set(draft.id, stored(draft));
  };

const insert = (at: Shard, draft: Draft): Step => ({
  name: `insert into ${at.name}`,
  run: (client) => at.handle(client).data.insert(draft),
  changes: [put(at, [draft])],
});

/** Calls that nobody waited for in between. */
const insertTogether = (at: Shard, drafts: Draft[]): Step => ({
  name: `insert ${drafts.length} at once into ${at.name}`,
  run: (client) => Promise.all(drafts.map((draft) => at.handle(client).data.insert(draft))),
  changes: drafts.map((draft) => put(at, [draft])),
});

const insertMany = (at: Shard, drafts: Draft[]): Step => ({
  name: `insert a batch of ${drafts.length} into ${at.name}`,
  async run(client) {
    const { hasErrors, errors } = await at.handle(client).data.insertMany(drafts);
    if (hasErrors) throw new Error(Object.values(errors)[0]?.message);
  },
  changes: [put(at, drafts)],
});

const update = (at: Shard, id: string, n: number): Step => ({
  name: `update in ${at.name}`,
  run: (client) => at.handle(client).data.update({ id, properties: { n } }),
  changes: [(model) => at.objects(model).set(id, { ...at.objects(model).get(id)!, n })],
});

const replace = (at: Shard, draft: Draft): Step => ({
  name: `replace in ${at.name}`,
  run: (client) => at.handle(client).data.replace(draft),
  changes: [put(at, [draft])],
});

const remove = (at: Shard, id: string): Step => ({
  name: `delete from ${at.name}`,
  run: (client) => at.handle(client).data.deleteById(id),
  changes: [(model) => at.objects(model).delete(id)],
});

const removeMany = (at: Shard, tag: string): Step => ({
  name: `delete ${tag} from ${at.name}`,
  run: (client) => {
    const shard = at.handle(client);
    return shard.data.deleteMany(shard.filter.byProperty('tag').equal(tag));
  },
  changes: [
    (model) => {
      const objects = at.objects(model);
      for (const [id, object] of objects) if (object.tag === tag) objects.delete(id);
    },
  ],
});
