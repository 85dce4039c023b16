import type {
  MultiTargetVector,
  MultiTargetVectorJoin,
  MultiTargetVectorJoinCombination,
  MultiTargetVectorWeights,
  TargetVector,
} from '../types/query.js';

/** Builds the ways to join the distances to several target vectors. */
export function multiTargetVector<V>(): MultiTargetVector<V> {
  const plain = (combination: MultiTargetVectorJoinCombination) => (targetVectors: TargetVector<V>[]) => ({
    combination,
    targetVectors,
  });
  const weighted =
    (combination: MultiTargetVectorJoinCombination) =>
    (weights: MultiTargetVectorWeights<V>): MultiTargetVectorJoin<V> => ({
      combination,
      targetVectors: Object.keys(weights) as TargetVector<V>[],
      weights,
    });
  return {
    sum: plain('sum'),
    average: plain('average'),
    minimum: plain('minimum'),
    relativeScore: weighted('relative-score'),
    manualWeights: weighted('manual-weights'),
  };
}
