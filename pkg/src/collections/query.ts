import type { MetadataKey, SearchRequest } from '../engine/protocol.js';
import { WeaviateInvalidInputError } from '../errors.js';
import type {
  Bm25SearchOptions,
  CallOptions,
  FetchObjectsOptions,
  Media,
  NearMediaType,
  NearVectorInputType,
} from '../types/query.js';
import type { Query } from '../types/searches.js';
import { toBase64FromMedia } from './media.js';
import { objectFrom, resultFrom } from './results.js';
import {
  type HybridInput,
  hybridRequest,
  keywordRequest,
  nearRequest,
  nearVectorRequest,
  returns,
  searchRequest,
} from './search-request.js';
import { input, place, send, type Target } from './session.js';

const MEDIA: NearMediaType[] = ['audio', 'depth', 'image', 'imu', 'thermal', 'video'];

/** The options of any search, its types erased: the public interface has them. */
export type AnyOptions = HybridInput & FetchObjectsOptions<undefined, unknown> & { groupBy?: never };
type Result = Promise<ReturnType<typeof resultFrom>>;

/** The searches of a collection, as functions from what is searched for and the options to a request. */
export const REQUESTS = {
  fetchObjects: (target: Target, options?: AnyOptions) => searchRequest(target, options),
  bm25: (target: Target, query: string, options?: AnyOptions & Bm25SearchOptions<undefined>) => ({
    ...searchRequest(target, options),
    keyword: keywordRequest(query, options?.queryProperties, options?.operator, options?.asYouType),
  }),
  hybrid: (target: Target, query: string, options?: AnyOptions) => ({
    ...searchRequest(target, options),
    hybrid: hybridRequest(query, options),
  }),
  nearObject: (target: Target, object: string, options?: AnyOptions) => ({
    ...searchRequest(target, options),
    near: nearRequest({ object }, options as never),
  }),
  nearText: (target: Target, concepts: string | string[], options?: AnyOptions) => ({
    ...searchRequest(target, options),
    near: nearRequest({ concepts }, options as never),
  }),
  nearVector: (target: Target, vector: NearVectorInputType, options?: AnyOptions) => ({
    ...searchRequest(target, options),
    near: nearVectorRequest(vector, options as never),
  }),
  nearImage: (target: Target, image: Media, options?: AnyOptions) =>
    REQUESTS.nearMedia(target, image, 'image', options),
  nearMedia: async (target: Target, media: Media, kind: NearMediaType, options?: AnyOptions) => {
    if (!MEDIA.includes(kind)) throw new WeaviateInvalidInputError(`Invalid media type: ${kind}`);
    return {
      ...searchRequest(target, options),
      near: nearRequest({ media: { kind, data: await toBase64FromMedia(media) } }, options as never),
    };
  },
};

/** Sends the search that `request` makes and gives its result. */
export async function search(
  { session }: Target,
  request: () => SearchRequest | Promise<SearchRequest>,
  callOptions?: CallOptions,
): Result {
  const message = await input(request);
  const reply = await send(session, 'search', message, { signal: callOptions?.abortSignal });
  return resultFrom(reply, message.groupBy !== undefined);
}

/** The searches of a collection. */
export function query<T, V>(target: Target): Query<T, V> {
  const one =
    <A>(request: (target: Target, about: A, options?: AnyOptions) => SearchRequest | Promise<SearchRequest>) =>
    async (about: A, options?: AnyOptions, callOptions?: CallOptions) =>
      search(target, () => request(target, about, options ?? undefined), callOptions);
  const searches = {
    fetchObjectById: async (id: string, options?: AnyOptions, callOptions?: CallOptions) => {
      const metadata: MetadataKey[] = ['creationTime', 'updateTime', 'isConsistent'];
      const request = () => ({ ...place(target), id, returns: returns(options ?? {}, metadata) });
      const hit = await send(target.session, 'objects.fetch', request, { signal: callOptions?.abortSignal });
      return hit && objectFrom(hit);
    },
    fetchObjects: async (options?: AnyOptions, callOptions?: CallOptions) =>
      search(target, () => REQUESTS.fetchObjects(target, options ?? undefined), callOptions),
    bm25: one(REQUESTS.bm25),
    hybrid: one(REQUESTS.hybrid),
    nearImage: one(REQUESTS.nearImage),
    nearMedia: async (media: Media, kind: NearMediaType, options?: AnyOptions, callOptions?: CallOptions) =>
      search(target, () => REQUESTS.nearMedia(target, media, kind, options ?? undefined), callOptions),
    nearObject: one(REQUESTS.nearObject),
    nearText: one(REQUESTS.nearText),
    nearVector: one(REQUESTS.nearVector),
  };
  return searches as unknown as Query<T, V>;
}
