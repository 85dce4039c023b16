/** A medium that fails once, at every operation in turn, under a program that goes on. */

import { describe, expect, it, vi } from 'vitest';
import { MemoryStorage } from '../../../pkg/src/storage/memory.js';
import { NodeFsStorage } from '../../../pkg/src/storage/node-fs.js';
import { explain, isTrap, reasonOf } from '../lib/failures.js';
import { copy, describeModel, type Model, observe, searchesAgree } from '../lib/model.js';
import { Random } from '../lib/random.js';
import { atScale, PATIENCE, report, SEED } from '../lib/scale.js';
import { Script, type Step } from '../lib/script.js';
import { storageOf, valuesOf } from '../lib/values.js';
import { StorageError, type WeaviateClient } from '../lib/weavelet.js';
import { Tally, withClient } from './checks.js';
import { Disk } from './disk.js';
import { RecordingStorage } from './recording-storage.js';
import { mount, unmount } from './simulated-fs.js';

vi.mock('node:fs/promises', () => import('./simulated-fs.js'));

/**
 * Runs a script to its end. A write that is refused may have happened or not; which, the database says, and it must
 * say the same from then on.
 */
async function runThrough(client: WeaviateClient, script: Script, model: Model): Promise<Model> {
  let now = model;
  for (let step = script.next(now); step; step = script.next(now)) now = await runStep(client, step, now);
  const found = describeModel(await observe(client));
  if (found !== describeModel(now)) throw new Error('the database differs from what it said');
  const wrong = await searchesAgree(client, now);
  if (wrong) throw new Error(wrong);
  return now;
}

async function runStep(client: WeaviateClient, step: Step, before: Model): Promise<Model> {
  const states = [before];
  for (const change of step.changes) {
    const next = copy(states.at(-1)!);
    change(next);
    states.push(next);
  }
  try {
    await step.run(client);
    return states.at(-1)!;
  } catch (error) {
    if (!reasonOf(error) || isTrap(error)) throw error;
    const found = describeModel(await observe(client));
    const state = states.find((candidate) => describeModel(candidate) === found);
    if (!state) throw new Error(`after a refused "${step.name}" the database holds neither the old nor the new`);
    return state;
  }
}

const script = () => new Script(SEED, { steps: atScale(25, 60, 120) });
const same = async (client: WeaviateClient, model: Model) => {
  if (describeModel(await observe(client)) !== describeModel(model))
    throw new Error('reopened, it holds something else');
};

/** What was visible at the end must have reached the medium, whatever failed on the way. */
async function afterPowerCut(disk: Disk, model: Model): Promise<void> {
  const left = [...disk.points()].at(-1)!.crash('drop', new Random(SEED));
  const path = mount(left);
  await withClient(new NodeFsStorage(path), 'strict', (client) => same(client, model));
  unmount(path);
}

describe('a medium that fails once', () => {
  it.each(['EIO', 'ENOSPC'])('with %s at any operation on files', { timeout: PATIENCE }, async (code) => {
    const tally = new Tally();
    for (let failAt = 0, done = false; !done; failAt += atScale(4, 1, 1)) {
      const disk = new Disk();
      const path = mount(disk);
      let operation = 0;
      done = true;
      disk.onOperation = () => {
        if (operation++ !== failAt) return;
        done = false;
        throw Object.assign(new Error(`${code}: simulated`), { code });
      };
      try {
        let model: Model = new Map();
        const use = async (client: WeaviateClient) => {
          model = await runThrough(client, script(), model);
        };
        await withClient(new NodeFsStorage(path), 'strict', use).catch((error) => {
          // A database that could not be opened can be, the next time.
          if (!reasonOf(error) || operation > failAt + 1) throw error;
          return withClient(new NodeFsStorage(path), 'strict', use);
        });
        await afterPowerCut(disk, model);
        await withClient(new NodeFsStorage(path), 'strict', (client) => same(client, model));
      } catch (error) {
        tally.fail(`${code} at operation ${failAt}`, explain(error));
      }
      unmount(path);
      tally.points++;
    }
    report(`files that fail once with ${code}: ${tally.text}`);
    expect(tally.failures.slice(0, 5)).toEqual([]);
  });

  it.each(['before', 'after'])('%s any commit was made', { timeout: PATIENCE }, async (when) => {
    const tally = new Tally();
    for (let failAt = 0, done = false; !done; failAt++) {
      const storage = new RecordingStorage(new MemoryStorage());
      done = true;
      const fail = (position: number) => {
        if (position !== failAt || !done) return;
        done = false;
        throw new StorageError('io', 'simulated');
      };
      if (when === 'before') storage.onCommit = fail;
      else storage.onCommitted = fail;
      try {
        const model = await withClient(storage, 'strict', (client) => runThrough(client, script(), new Map()));
        const left = await storageOf(await valuesOf(storage));
        await withClient(left, 'strict', (client) => same(client, model));
      } catch (error) {
        tally.fail(`${when} commit ${failAt}`, explain(error));
      }
      tally.points++;
    }
    report(`commits that fail ${when} they are made: ${tally.text}`);
    expect(tally.failures.slice(0, 5)).toEqual([]);
  });
});
