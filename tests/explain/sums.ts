/** What must hold of every explanation: its parts add up, each stage to what the next one starts from. */
import { expect } from 'vitest';
import type { Explanation, ReturnMetadata } from 'weavelet';

/** Sums of this size may differ by rounding to 32 bits. */
const near = (got: number, want: number, size: number, what: string) =>
  // infinite: of an object without vector among filtered ones
  got === want ||
  expect(Math.abs(got - want), `${what}: ${got} for ${want}`).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(size)));

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const size = (values: number[]) => sum(values.map(Math.abs));

/** Checks an explanation in itself, and against the score and the distance that came beside it. */
export function expectSums(explain: Explanation, metadata: ReturnMetadata): void {
  const { vector, keyword, hybrid, boost, mmr } = explain;
  for (const { name, tokens, distance, score, matrix } of vector?.targets ?? []) {
    expect(score).toBe(-distance);
    if (!tokens) continue;
    const similarities = tokens.map(({ similarity }) => similarity);
    near(sum(similarities), score, size(similarities), `tokens of ${name}`);
    if (score !== 0) near(sum(tokens.map(({ share }) => share)), 1, size(similarities) / score, `shares of ${name}`);
    if (matrix) expectMatches(tokens, matrix);
  }
  if (vector?.join) {
    const { contributions, distance } = vector.join;
    expect(contributions.length).toBe(vector.targets.length);
    near(sum(contributions), distance, size(contributions), 'joined distances');
  }
  const found = vector && (vector.join?.distance ?? vector.targets[0]?.distance);
  if (keyword) {
    const contributions = keyword.terms.map(({ contribution }) => contribution);
    near(sum(contributions), keyword.score, size(contributions), 'terms');
  }
  let score = keyword?.score ?? -(found as number);
  if (hybrid) {
    const raw = { keyword: keyword?.score, vector: found === undefined ? undefined : 1 - found };
    for (const leg of hybrid.legs) {
      near(leg.raw, raw[leg.kind] as number, leg.raw, `raw score of the ${leg.kind} leg`);
      near(leg.contribution, leg.normalised * leg.weight, 1, `weight of the ${leg.kind} leg`);
    }
    expect(hybrid.legs.length).toBeGreaterThan(0);
    score = sum(hybrid.legs.map(({ contribution }) => contribution));
  }
  if (boost) {
    near(boost.before.score, score, score, 'score before the boost');
    near(boost.blend, (1 - boost.weight) * boost.primary + boost.weight * boost.boost, 1, 'blend');
    const [low, high] = boost.range;
    score = high === low ? 1 : (boost.blend - low) / (high - low);
    near(boost.after.score, score, 1, 'score after the boost');
  }
  if (mmr) {
    const { balance, before, after, nearest } = mmr;
    const gain = nearest ? balance * before.score + (1 - balance) * nearest.distance : before.score;
    near(after.score, gain, gain, 'what a hit was selected by');
  }
  near(explain.score, score, score, 'score');
  if (metadata.score !== undefined && (keyword || hybrid || boost))
    near(explain.score, metadata.score, score, 'score told');
  if (metadata.distance !== undefined && vector && !hybrid)
    near(found as number, metadata.distance, score, 'distance told');
}

type Target = NonNullable<Explanation['vector']>['targets'][0];

/** Each token's match is the first maximum of its row. */
function expectMatches(tokens: NonNullable<Target['tokens']>, { values, shape }: NonNullable<Target['matrix']>): void {
  expect(shape[0]).toBe(tokens.length);
  expect(values.length).toBe(shape[0] * shape[1]);
  for (const { index, similarity, match } of tokens) {
    const row = values.subarray(index * shape[1], (index + 1) * shape[1]);
    expect([similarity, match.index]).toEqual([Math.max(...row), row.indexOf(Math.max(...row))]);
  }
}
