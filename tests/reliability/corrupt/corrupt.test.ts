/** Stores whose bytes are damaged at rest: each is refused with a typed error or shows the state of some commit. */
import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../../pkg/src/storage/memory.js';
import { withClient } from '../faults/checks.js';
import { RecordingStorage } from '../faults/recording-storage.js';
import { explain, isTrap, reasonOf } from '../lib/failures.js';
import { History } from '../lib/history.js';
import { describeModel, observe, searchesAgree } from '../lib/model.js';
import { Random } from '../lib/random.js';
import { atScale, PATIENCE, report, SEED } from '../lib/scale.js';
import { Script, type ScriptOptions } from '../lib/script.js';
import { storageOf } from '../lib/values.js';
import { MUTATIONS, type Subject } from './mutations.js';

/** A database, everything its store ever held, and which commit wrote each key last. */
class Source {
  readonly #storage = new RecordingStorage(new MemoryStorage());
  readonly #older = new Map<string, Uint8Array[]>();
  readonly lastCommitOf = new Map<string, number>();
  history!: History;

  static async make(options: ScriptOptions): Promise<Source> {
    const source = new Source();
    const script = new Script(SEED, options);
    source.history = await withClient(source.#storage, 'strict', (client) =>
      History.record(client, script, () => source.#storage.position),
    );
    for (const [number, { commit }] of source.#storage.log.entries()) {
      for (const [key, value] of commit.puts) {
        source.#older.set(key, [...(source.#older.get(key) ?? []), value]);
        source.lastCommitOf.set(key, number);
      }
    }
    return source;
  }

  get commits(): number {
    return this.#storage.log.length;
  }

  subject(random: Random): Subject {
    return { values: this.#storage.crash(this.#storage.position, 'stop', random), older: this.#older };
  }
}

/** Says what is wrong with a damaged store; undefined when nothing is. Counts what happened. */
async function check(source: Source, kind: string, random: Random, outcomes: Map<string, number>) {
  const subject = source.subject(random);
  const what = MUTATIONS[kind]!(subject, random);
  const count = (outcome: string) => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const { states } = source.history;
  try {
    return await withClient(await storageOf(subject.values), 'strict', async (client) => {
      const model = await observe(client);
      const state = states.lastIndexOf(describeModel(model));
      if (state < 0) return `${kind} ${what}: holds what no commit left`;
      const last = state === states.length - 1;
      // What was lost may be missing; nothing after it may go with it without a word.
      if (!last && kind === 'remove' && source.lastCommitOf.get(what)! < source.commits - 1) {
        return `${kind} ${what}: later commits are gone without a word, back to ${state} of ${states.length - 1}`;
      }
      count(last ? 'unharmed' : 'an earlier commit');
      const wrong = await searchesAgree(client, model);
      return wrong && `${kind} ${what}: ${wrong}`;
    });
  } catch (error) {
    const reason = reasonOf(error);
    if (!reason || isTrap(error)) return `${kind} ${what}: ${explain(error)}`;
    count(reason);
    return undefined;
  }
}

async function damage(source: Source, rounds: number, name: string): Promise<string[]> {
  const random = new Random(SEED);
  const outcomes = new Map<string, number>();
  const failures: string[] = [];
  const kinds = Object.keys(MUTATIONS);
  for (let round = 0; round < rounds; round++) {
    const wrong = await check(source, kinds[round % kinds.length]!, random, outcomes);
    if (wrong) failures.push(`round ${round}: ${wrong}`);
  }
  const counts = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`);
  report(`${name}: ${rounds} damaged stores: ${counts.join(', ')}, ${failures.length} failed`);
  return failures;
}

describe('a damaged store', () => {
  it('is refused or shows an earlier commit: log', { timeout: PATIENCE }, async () => {
    const source = await Source.make({ steps: 60 });
    const failures = await damage(source, atScale(450, 5_000, 19_000), 'corrupt, log');
    expect(failures.slice(0, 5)).toEqual([]);
  });

  it('is refused or shows an earlier commit: segments', { timeout: PATIENCE }, async () => {
    const source = await Source.make({ steps: 90, bulk: { every: 3, bytes: 2 << 20 } });
    const failures = await damage(source, atScale(50, 300, 1_000), 'corrupt, segments');
    expect(failures.slice(0, 5)).toEqual([]);
  });
});
