/** From the protocol's requests to the core's: vectors into one buffer, objects into lists, time beside them. */

import { EngineError } from '../engine/engine.js';
import { VectorPacker, type VectorRef } from '../engine/pack.js';
import type {
  AggregateRequest,
  CallName,
  Calls,
  EmbeddedQuery,
  NearRequest,
  ObjectInput,
  SearchRequest,
  VectorValue,
} from '../engine/protocol.js';
import { environment } from '../environment.js';
import { isLabelled } from '../labels.js';
import type { Embedded } from '../vectorize/embedder.js';
import type { PhoneEntry } from '../vectorize/phones.js';

/** A write in the core's form. */
export type PackedWrite = { name: string; request: object; vectors: Float32Array };

/** Objects and vector values that one prepared batch holds at most. */
const BATCH_OBJECTS = 1000;
const BATCH_VALUES = 4 << 20;

const READS =
  /^(schema\.(list|get|shards)|alias\.(list|get)|tenants\.get|tokenize\..*|objects\.(exists|fetch)|search(\.embed)?|aggregate|diagnose)$/;

/** Whether a call changes anything. */
export const isWrite = (name: CallName) => !READS.test(name);

const FREES = /^((schema|alias|tenants|references)\.delete|objects\.(delete|deleteMany|expire))$/;

/** Whether a write only takes away. */
export const frees = (name: string) => FREES.test(name);

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A local time in Go's ANSIC layout, as auto-schema's descriptions have it. */
function ansic(millis: number): string {
  const at = new Date(millis);
  const two = (n: number) => String(n).padStart(2, '0');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return `${DAYS[at.getDay()]} ${MONTHS[at.getMonth()]} ${String(at.getDate()).padStart(2)} ${time} ${at.getFullYear()}`;
}

function packObject(object: ObjectInput, packer: VectorPacker) {
  const vectors = Object.entries(object.vectors ?? {}).map(([target, value]) => ({ target, value: packer.add(value) }));
  return { id: object.id ?? null, properties: object.properties ?? {}, references: object.references ?? {}, vectors };
}

/** A write of the protocol in the core's form. */
export function packWrite<N extends CallName>(name: N, request: Calls[N]['request']): PackedWrite {
  const now = environment().now();
  const packer = new VectorPacker();
  if ('object' in request || 'objects' in request) {
    const given = 'objects' in request ? request.objects : [request.object];
    const objects = given.map((object) => packObject(object, packer));
    const { collection, tenant } = request;
    return { name, request: { collection, tenant, objects, now, nowText: ansic(now) }, vectors: packer.buffer() };
  }
  return { name, request: { ...(defined(request) as object), now }, vectors: new Float32Array(0) };
}

/** Adds to a write what it needed. */
export function supplyWrite(write: PackedWrite, embedded: Embedded[], phones: PhoneEntry[]): PackedWrite {
  const packer = new VectorPacker();
  packer.add(write.vectors as VectorValue);
  const before = (write.request as { supplied?: { embedded: unknown[]; phones: PhoneEntry[] } }).supplied;
  const made = embedded.map(({ need, vectors, error }) => ({
    object: need.object,
    target: need.target,
    values: (vectors ?? []).map((vector) => packer.add(vector)),
    error,
  }));
  const supplied = { embedded: [...(before?.embedded ?? []), ...made], phones: [...(before?.phones ?? []), ...phones] };
  return { ...write, request: { ...write.request, supplied }, vectors: packer.buffer() };
}

const size = (value: VectorValue): number => {
  if (isLabelled(value)) return size(value.vectors);
  return 'dimensions' in value ? value.data.length : value.length * ((value[0] as { length?: number })?.length ?? 1);
};

/** Cuts a batch so that no part holds too much at once. */
export function* splitBatch(request: Calls['objects.batch']['request']): Generator<Calls['objects.batch']['request']> {
  let part: ObjectInput[] = [];
  let values = 0;
  for (const object of request.objects) {
    const own = Object.values(object.vectors ?? {}).reduce((sum: number, vector) => sum + size(vector), 0);
    if (part.length > 0 && (part.length >= BATCH_OBJECTS || values + own > BATCH_VALUES)) {
      yield { ...request, objects: part };
      part = [];
      values = 0;
    }
    part.push(object);
    values += own;
  }
  if (part.length > 0) yield { ...request, objects: part };
}

/** The same without members that are `undefined`, at any depth. */
export function defined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(defined);
  if (typeof value !== 'object' || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) out[key] = defined(member);
  }
  return out;
}

type PackedEmbedding = { target: string; role: string; vectors: VectorRef[] };

/** A search in the core's form, to which embedded queries can be added. */
export class PackedQuery {
  readonly #packer: VectorPacker;
  readonly #embedded: PackedEmbedding[] = [];

  constructor(
    readonly request: object,
    packer: VectorPacker,
  ) {
    this.#packer = packer;
    this.request = Object.assign(defined(request) as object, { embedded: this.#embedded });
  }

  /** Adds query vectors. */
  supply(made: EmbeddedQuery[]): void {
    for (const { target, role, vectors } of made) {
      this.#embedded.push({ target, role, vectors: vectors.map((vector) => this.#packer.add(vector)) });
    }
  }

  /** The buffer that the request's vectors point into. */
  get vectors(): Float32Array {
    return this.#packer.buffer();
  }
}

function packNear(near: NearRequest | undefined, packer: VectorPacker) {
  if (!near?.vectors) return near;
  const vectors = near.vectors.map(({ target, values }) => ({ target, values: values.map((v) => packer.add(v)) }));
  return { ...near, vectors };
}

function packQuery<R extends { near?: NearRequest; hybrid?: { near?: NearRequest } }>(request: R): PackedQuery {
  const packer = new VectorPacker();
  const packed: Record<string, unknown> = { ...request };
  if (request.near) packed.near = packNear(request.near, packer);
  if (request.hybrid) packed.hybrid = { ...request.hybrid, near: packNear(request.hybrid.near, packer) };
  return new PackedQuery(packed, packer);
}

/** Whether a search may need something embedded: the core is only asked what where it may. */
export const mayEmbed = ({ near, hybrid }: SearchRequest): boolean =>
  hybrid !== undefined || near?.text !== undefined || near?.media !== undefined;

/** Query vectors as a request has them. @throws {EngineError} with the server's words when one could not be made. */
export function queriesOf(made: Embedded[]): EmbeddedQuery[] {
  return made.map(({ need: { target, role, path }, vectors, error }) => {
    if (error !== undefined) throw new EngineError(`${path}${error}`, 500, 'internal');
    return { target, role, vectors: vectors ?? [] };
  });
}

/** A search of the protocol in the core's form. */
export const packSearch = (request: SearchRequest): PackedQuery => packQuery(request);

/** An aggregation of the protocol in the core's form. */
export const packAggregate = (request: AggregateRequest): PackedQuery => packQuery(request);
