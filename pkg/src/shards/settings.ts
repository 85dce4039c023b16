/** The server's settings of how many results there are, by its names for them. */
export type Limits = { byDefault: number; hybridDepth: number; maximum: number };

const number = (text: string | undefined, fallback: number) => (Number(text) > 0 ? Number(text) : fallback);

export const limitsOf = (env: Record<string, string | undefined>): Limits => ({
  byDefault: number(env.QUERY_DEFAULTS_LIMIT, 10),
  hybridDepth: number(env.QUERY_HYBRID_MAXIMUM_RESULTS, 100),
  maximum: number(env.QUERY_MAXIMUM_RESULTS, 10_000),
});
