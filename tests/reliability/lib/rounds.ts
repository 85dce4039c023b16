/** Rounds of writing, killing and looking, and what they amount to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Durability, Look, Place } from './places.js';
import type { Random } from './random.js';

/** After so many rounds a new store is begun, so that looking stays quick. */
const ROUNDS_PER_STORE = 5;
/** How long a program may take to store its first batch, in ms. */
const FIRST = 60_000;

export class Outcome {
  rounds = 0;
  acknowledged = 0;
  /** Stores that would not open, by the typed reason. */
  readonly refused = new Map<string, number>();
  readonly failures: string[] = [];

  toString(): string {
    const refused = [...this.refused].map(([reason, count]) => `${count} refused as ${reason}`);
    const counts = [`${this.rounds} rounds`, `${this.acknowledged} acknowledged`, `${this.failures.length} failed`];
    return [...counts, ...refused].join(', ');
  }
}

export type RoundOptions = {
  rounds: number;
  durabilities: readonly Durability[];
  /** Ends the program; absent: by killing it. Resolves to the batches that were acknowledged before. */
  end?: () => Promise<ReadonlySet<number>>;
  /** Whether a store may refuse to open, with a typed reason. */
  mayRefuse?: boolean;
};

/** Writes and kills, `rounds` times. Every batch that was ever acknowledged or seen must stay. */
export async function killRounds(place: Place, random: Random, options: RoundOptions): Promise<Outcome> {
  const { rounds, durabilities, mayRefuse = false } = options;
  const end =
    options.end ??
    (async () => {
      await place.kill();
      return place.acknowledged;
    });
  const outcome = new Outcome();
  let kept = new Set<number>();
  let store = 'store-0';
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_PER_STORE === 0) {
      store = `store-${round}`;
      kept = new Set();
    }
    await place.write(store, durabilities[round % durabilities.length]!, Math.max(0, ...kept) + 1);
    await firstAcknowledged(place);
    await sleep(100 + random.int(1400));
    const acknowledged = await end();
    for (const batch of acknowledged) kept.add(batch);
    outcome.rounds++;
    outcome.acknowledged += acknowledged.size;
    const seen = await place.look(store);
    const wrong = judge(seen, kept);
    if ('refused' in seen) outcome.refused.set(seen.refused, (outcome.refused.get(seen.refused) ?? 0) + 1);
    if ('refused' in seen ? !mayRefuse : wrong.length > 0) {
      const what = 'refused' in seen ? `refused as ${seen.refused}` : wrong.slice(0, 3).join('; ');
      outcome.failures.push(`${place.name}, round ${round}: ${what}`);
    }
    if ('refused' in seen || wrong.length > 0) {
      store = `store-${round}-again`;
      kept = new Set();
    } else for (const batch of seen.batches) kept.add(batch);
  }
  return outcome;
}

function judge(seen: Look, kept: ReadonlySet<number>): string[] {
  if ('refused' in seen) return [];
  const present = new Set(seen.batches);
  const lost = [...kept].filter((batch) => !present.has(batch));
  const missing = lost.length > 0 ? [`${lost.length} of ${kept.size} batches are lost, from ${lost[0]}`] : [];
  return [...missing, ...seen.wrong];
}

async function firstAcknowledged(place: Place): Promise<void> {
  const deadline = Date.now() + FIRST;
  while (place.acknowledged.size === 0) {
    if (Date.now() > deadline) throw new Error(`${place.name}: nothing was stored. ${place.errors?.join('; ') ?? ''}`);
    await sleep(5);
  }
}
