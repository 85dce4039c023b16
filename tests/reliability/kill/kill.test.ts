/** Programs killed while they write: what they said was stored is there, whole and once. */
import { describe, expect, it } from 'vitest';
import { ChromiumPlace } from '../lib/place-chromium.js';
import { NodePlace } from '../lib/place-node.js';
import { WorkerdPlace } from '../lib/place-workerd.js';
import type { Place } from '../lib/places.js';
import { Random } from '../lib/random.js';
import { killRounds } from '../lib/rounds.js';
import { atScale, PATIENCE, report, SEED } from '../lib/scale.js';

const PLACES: [name: string, start: () => Promise<Place>, rounds: number][] = [
  ['Node files', () => NodePlace.start(), atScale(3, 30, 30)],
  ['workerd', () => WorkerdPlace.start(), atScale(3, 30, 30)],
  ['Chromium LevelDB', () => ChromiumPlace.start('LevelDB'), atScale(2, 20, 100)],
  ['Chromium SQLite', () => ChromiumPlace.start('SQLite'), atScale(2, 20, 100)],
];

describe('a program that is killed while it writes', () => {
  it.each(PLACES)('%s', { timeout: PATIENCE }, async (name, start, rounds) => {
    const place = await start();
    try {
      const outcome = await killRounds(place, new Random(SEED), { rounds, durabilities: ['strict', 'relaxed'] });
      report(`SIGKILL, ${name}: ${outcome}`);
      expect(outcome.failures).toEqual([]);
      expect(outcome.acknowledged).toBeGreaterThan(0);
    } finally {
      await place.stop();
    }
  });
});
