/** Replays a case in the tests around this call: what gives it once they run. `load` is the module that it speaks to. */
export function replayed(recorded: Case, load: () => Promise<object>, options: object): () => Replay {
  let jina: JinaServer | undefined;
  let replay: Replay;
  beforeAll(async () => {
    if (recorded.jina) jina = await startJina(RECORDED_PORT);
    replay = await Replay.start(recorded, await load(), data, options, jina);
  });
  afterAll(async () => {
    await replay?.stop();
    await jina?.stop();
  });
  return () => replay;
}

/** The recorded cases as one suite, against an engine that is connected to in some way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { data, differences, expectedCases, readCase } from './files.js';
import { type JinaServer, RECORDED_PORT, startJina } from './jina.js';
import { type Case, Replay } from './replay.js';

/** @param options what every case connects with */
export function conformance(options: Record<string, unknown>): void {
  for (const name of expectedCases()) {
    const recorded = readCase(name);
    const intended = differences(name);
    describe(name, () => {
      const replay = replayed(recorded, () => import('weavelet'), options);
      for (const [index, step] of recorded.steps.entries()) {
        it(`${index} ${step.on ? `${step.on}.` : ''}${step.call}`, async () => {
          const { step: title, fail } = await replay().play(step, index);
          // an intended difference that is none any more must leave the list
          if (intended.has(index)) expect(fail, title).toBeDefined();
          else expect(fail, title).toBeUndefined();
        });
      }
    });
  }
}
