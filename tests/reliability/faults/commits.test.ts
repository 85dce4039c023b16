/** A medium with atomic commits: a crash before, in and after every commit of a long script. */
import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../../pkg/src/storage/memory.js';
import { History } from '../lib/history.js';
import { Random } from '../lib/random.js';
import { atScale, PATIENCE, report, SEED } from '../lib/scale.js';
import { Script, type ScriptOptions } from '../lib/script.js';
import { storageOf } from '../lib/values.js';
import { checkCrash, type Durability, type Expected, Tally, withClient } from './checks.js';
import { CRASHES, type Crash, RecordingStorage } from './recording-storage.js';

/** What a database may hold after a crash. */
function expected(history: History, position: number, durability: Durability, crash: Crash): Expected {
  const { acknowledged, issued } = history.at(position);
  const from = durability === 'relaxed' && crash === 'drop' ? 0 : acknowledged;
  // A torn value is not what an adapter may leave. Where it does, the damage is found.
  return { from, to: issued, mayRefuse: crash === 'tear' };
}

async function crashEverywhere(options: ScriptOptions, durability: Durability, stride: number) {
  const storage = new RecordingStorage(new MemoryStorage());
  const history = await withClient(storage, durability, (client) =>
    History.record(client, new Script(SEED, options), () => storage.position),
  );
  const tally = new Tally();
  const random = new Random(SEED);
  for (let position = 0; position <= storage.position; position += stride) {
    for (const kind of CRASHES) {
      if ((kind === 'arrive' || kind === 'tear') && position % 2 === 0) continue;
      const where = `${durability} ${kind} at position ${position}`;
      const left = await storageOf(storage.crash(position, kind, random));
      await checkCrash(tally, where, left, history, expected(history, position, durability, kind));
    }
  }
  const folded = storage.log.filter(({ commit }) => commit.deletes.length > 0).length;
  const what = `commits, ${durability}, ${history.writes.length} writes, ${folded} compactions`;
  report(`${what}: ${tally.text}`);
  return { tally, folded };
}

describe('a medium with atomic commits', () => {
  it.each<Durability>(['strict', 'relaxed'])(
    'loses nothing it should keep, with %s writes',
    { timeout: PATIENCE },
    async (durability) => {
      const { tally } = await crashEverywhere({ steps: atScale(80, 500, 500) }, durability, atScale(3, 1, 1));
      expect(tally.failures.slice(0, 5)).toEqual([]);
    },
  );

  it('loses nothing while logs are folded into segments', { timeout: PATIENCE }, async () => {
    const bulk = { every: 3, bytes: 2 << 20 };
    const { tally, folded } = await crashEverywhere({ steps: atScale(90, 150, 300), bulk }, 'strict', atScale(8, 1, 1));
    expect(folded).toBeGreaterThan(0);
    expect(tally.failures.slice(0, 5)).toEqual([]);
  });
});
