import { describe, expect, it } from 'vitest';
import type { Commit } from '../../pkg/src/storage/adapter.js';
import { OpfsLog } from '../../pkg/src/storage/opfs-log.js';
import { CrashFile, type Power } from './crash-file.js';

/** Small, so that logs are written anew every few commits. */
const GARBAGE = 4000;

function randomizer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

type State = Record<string, string>;

const open = (files: CrashFile[]): OpfsLog =>
  OpfsLog.open(files as [CrashFile, CrashFile], {
    now: 0,
    release: () => undefined,
    reopen: async (file) => file,
    garbage: GARBAGE,
  });

function stateOf(log: OpfsLog): State {
  return Object.fromEntries(log.list('').map(({ key }) => [key, new TextDecoder().decode(log.get(key))]));
}

/** A commit of a few puts and deletes, and the state after it. */
function change(before: State, number: number, random: () => number): { commit: Commit; after: State } {
  const after = { ...before };
  const deletes = Object.keys(before).filter(() => random() < 0.1);
  for (const key of deletes) delete after[key];
  const puts = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, i): [string, Uint8Array] => {
    const key = `key/${Math.floor(random() * 8)}`;
    after[key] = `${number}.${i}:`.padEnd(Math.floor(random() * 1500), 'x');
    return [key, new TextEncoder().encode(after[key])];
  });
  // Later puts of the same key win.
  return { commit: { puts, deletes }, after };
}

/** Commits until the power is cut, and tells which states may be found afterwards. */
async function run(log: OpfsLog, from: State, seed: number): Promise<State[]> {
  const random = randomizer(seed);
  let possible = [from];
  try {
    for (let number = 0; ; number++) {
      const { commit, after } = change(possible.at(-1)!, number, random);
      if (number % 5 === 0) await log.resizeReserve(Math.floor(random() * 3) * 1000);
      const strict = random() < 0.5;
      possible.push(after);
      await log.commit(commit, strict ? 'strict' : 'relaxed');
      if (strict) possible = [after];
    }
  } catch {
    return possible;
  }
}

describe('a log in two files', () => {
  it('holds after a power cut at any point every strict commit, and no commit in part', async () => {
    let anew = 0;
    for (let point = 0; point < 300; point++) {
      const random = randomizer(point);
      let files = [0, 1].map(() => new CrashFile({ left: Number.POSITIVE_INFINITY }));
      let state: State = {};
      // Each store loses power three times.
      for (let life = 0; life < 3; life++) {
        const power: Power = { left: Number.POSITIVE_INFINITY };
        files = files.map((file) => file.restart(power, random));
        const log = open(files);
        expect(stateOf(log), `point ${point}, life ${life}`).toEqual(state);
        power.left = 1 + Math.floor(random() * 120);
        const possible = await run(log, state, point * 3 + life);
        files = files.map((file) => file.restart(power, random));
        power.left = Number.POSITIVE_INFINITY;
        const found = stateOf(open(files));
        expect(possible, `point ${point}, life ${life}`).toContainEqual(found);
        state = found;
        if (files[1]!.getSize() > 0) anew++;
      }
    }
    expect(anew).toBeGreaterThan(100);
  });
});
