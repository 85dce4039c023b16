/** Power cuts under programs that write: what they said was stored is there, or its loss is told. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ChromiumPlace } from '../lib/place-chromium.js';
import { NodePlace } from '../lib/place-node.js';
import { WorkerdPlace } from '../lib/place-workerd.js';
import type { Place } from '../lib/places.js';
import { Random } from '../lib/random.js';
import { killRounds } from '../lib/rounds.js';
import { atScale, PATIENCE, report, SEED } from '../lib/scale.js';
import { Volume } from '../lib/volume.js';

/** Size of the file system, in MiB: room for a browser's profile. */
const SIZE = 1024;

const PLACES: [name: string, start: (folder: string) => Promise<Place>][] = [
  ['Node files', (folder) => NodePlace.start(folder)],
  ['workerd', (folder) => WorkerdPlace.start(folder)],
  ['Chromium SQLite', (folder) => ChromiumPlace.start('SQLite', folder)],
];
// LevelDB throws its data away after some cuts, and what tells of that may go with it: chance, so not for every run.
if (atScale(0, 0, 1)) PLACES.push(['Chromium LevelDB', (folder) => ChromiumPlace.start('LevelDB', folder)]);

const rounds = atScale(1, 2, 24);
const { obstacle } = Volume;
if (obstacle) report(`power cuts cannot be simulated here: ${obstacle}`);

describe.runIf(!obstacle)('a power cut', () => {
  it.each(PLACES)('%s', { timeout: PATIENCE }, async (name, start) => {
    const volume = await Volume.make(SIZE);
    const place = await start(join(volume.path, 'data'));
    const end = async () => {
      const acknowledged = new Set(place.acknowledged);
      volume.cut();
      await place.kill();
      await volume.restore();
      return acknowledged;
    };
    try {
      const options = { rounds, durabilities: ['strict'] as const, end, mayRefuse: true };
      const outcome = await killRounds(place, new Random(SEED), options);
      report(`power cut, ${name}: ${outcome}`);
      expect(outcome.failures).toEqual([]);
      expect(outcome.acknowledged).toBeGreaterThan(0);
    } finally {
      await place.stop();
      await volume.remove();
    }
  });
});
