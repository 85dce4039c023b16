import { WeaviateUnsupportedFeatureError } from '../errors.js';

/** What cannot be made exactly of what the shards say. */
export const unmergeable = (what: string, why: string): Error =>
  new WeaviateUnsupportedFeatureError(
    `${what} is not supported in a collection of several shards: ${why}; use one shard, or one tenant each`,
  );
