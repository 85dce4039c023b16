import { WeaviateQueryError, WeaviateUnsupportedFeatureError } from '../errors.js';
import type { Generate, GenerateOptions, SinglePrompt } from '../types/generate.js';
import type { GenerativeCustomConfig, GenerativeFunction, GenerativeRequest } from '../types/modules.js';
import type { CallOptions, Media, NearMediaType, NearVectorInputType } from '../types/query.js';
import { type AnyOptions, REQUESTS, search } from './query.js';
import type { AnyResult } from './results.js';
import { type Session, send, type Target } from './session.js';

type Options = GenerateOptions<undefined, unknown>;
type Module = { name: string; config?: object };

/** Remembers the function of `configure.generative.custom` for a collection; another module takes its place. */
export function keepGenerator(session: Session, collection: string, module: Module | undefined): void {
  if (module?.name === 'generative-custom') {
    session.generators.set(collection, (module as GenerativeCustomConfig).config.generate);
  } else if (module) {
    session.generators.delete(collection);
  }
}

async function generatorOf({ session, collection }: Target, options: Options): Promise<GenerativeFunction> {
  const refused = (why: string) => new WeaviateUnsupportedFeatureError(`Generative search: ${why}`);
  if (options?.config !== undefined) {
    throw refused('model providers are not called from here, so their settings have no effect');
  }
  const own = session.generators.get(collection);
  if (own) return own;
  const name = (await send(session, 'schema.get', { collection }))?.class;
  const found = typeof name === 'string' ? session.generators.get(name) : undefined;
  if (found) return found;
  throw refused(
    `${collection} has no function for it in this process, and model providers are not called from here; ` +
      'give generative: configure.generative.custom(fn) to collections.create or config.update',
  );
}

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** A prompt with `{name}` replaced by the object's property of that name. */
function fill(prompt: string, properties: Record<string, unknown>): string {
  return prompt.replace(/\{([\s\w]*)\}/g, (_, placeholder: string) => {
    const name = placeholder.trim();
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (value !== undefined && value !== null) return text(value);
    throw new WeaviateQueryError(
      `/weaviate.v1.Weaviate/Search UNKNOWN: Following property has empty value: '${placeholder}'. Make sure you ` +
        'spell the property name correctly, verify that the property exists and has a value',
    );
  });
}

const only = (properties: Record<string, unknown>, names: PropertyKey[] | undefined) =>
  names ? Object.fromEntries(names.map((name) => [name, properties[String(name)]])) : properties;

const promptOf = <P extends { prompt: string }>(prompt: string | P): Partial<P> & { prompt: string } =>
  typeof prompt === 'string' ? ({ prompt } as Partial<P> & { prompt: string }) : prompt;

/** Asks the function about what a search found. */
async function generateFor(
  found: Awaited<ReturnType<typeof search>>,
  generate: GenerativeFunction,
  { singlePrompt, groupedTask, groupedProperties }: Options,
  signal: AbortSignal | undefined,
) {
  const ask = async (request: GenerativeRequest) => ({ text: await generate({ ...request, signal }) });
  const single = async ({ properties }: AnyResult) => {
    if (!singlePrompt) return { generated: undefined, generative: undefined };
    const { prompt, debug } = promptOf<SinglePrompt>(singlePrompt);
    const fullPrompt = fill(prompt, properties);
    const answer = await ask({ prompt: fullPrompt, objects: [properties], grouped: false });
    return { generated: answer.text, generative: debug ? { ...answer, debug: { fullPrompt } } : answer };
  };
  const task = groupedTask ? promptOf(groupedTask) : undefined;
  const names = (task?.nonBlobProperties ?? groupedProperties) as string[] | undefined;
  const objects = found.objects.map(({ properties }) => only(properties, names));
  const answer = task && (await ask({ prompt: task.prompt, objects, grouped: true }));
  const whole = { generated: answer?.text, generative: answer, queryProfile: found.queryProfile };
  if (!found.groups) {
    const answered = found.objects.map(async (object) => ({ ...object, ...(await single(object)) }));
    return { ...whole, objects: await Promise.all(answered) };
  }
  // A group is asked about by its first object, as on a server.
  const groups = Object.entries(found.groups).map(async ([name, group]) => {
    const [first] = group.objects;
    return [name, { ...group, ...(first && (await single(first))) }];
  });
  return { ...whole, objects: found.objects, groups: Object.fromEntries(await Promise.all(groups)) };
}

/** The searches of a collection, with a text generated for each object or for all. */
export function generate<T, V>(target: Target): Generate<T, V> {
  const run = async (request: Parameters<typeof search>[1], options: Options, callOptions: CallOptions | undefined) => {
    const generator = await generatorOf(target, options);
    const found = await search(target, request, callOptions);
    return generateFor(found, generator, options ?? {}, callOptions?.abortSignal);
  };
  const one =
    (name: 'bm25' | 'hybrid' | 'nearImage' | 'nearObject' | 'nearText' | 'nearVector') =>
    (about: string | string[] | Media | NearVectorInputType, what: Options, options?: AnyOptions, call?: CallOptions) =>
      run(() => REQUESTS[name](target, about as never, options ?? undefined), what, call);
  const searches = {
    fetchObjects: (what: Options, options?: AnyOptions, call?: CallOptions) =>
      run(() => REQUESTS.fetchObjects(target, options ?? undefined), what, call),
    bm25: one('bm25'),
    hybrid: one('hybrid'),
    nearImage: one('nearImage'),
    nearMedia: (media: Media, kind: NearMediaType, what: Options, options?: AnyOptions, call?: CallOptions) =>
      run(() => REQUESTS.nearMedia(target, media, kind, options ?? undefined), what, call),
    nearObject: one('nearObject'),
    nearText: one('nearText'),
    nearVector: one('nearVector'),
  };
  return searches as unknown as Generate<T, V>;
}
