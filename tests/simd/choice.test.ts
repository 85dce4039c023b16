/** Which of the two modules is loaded, and that it makes no difference to what is found. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { relaxedFlag } from './relaxed-flag.js';

const SEARCH = fileURLToPath(new URL('search.mjs', import.meta.url));
type Found = { simd: string; found: [uuid: string, distance: number][] };

const search = async (forced?: string): Promise<Found> => {
  const env = forced === undefined ? process.env : { ...process.env, WEAVELET_SIMD: forced };
  const { stdout } = await promisify(execFile)(process.execPath, [...relaxedFlag(), SEARCH], { env });
  return JSON.parse(stdout) as Found;
};

describe('the module', () => {
  it('is chosen by a measurement, or by WEAVELET_SIMD, and finds the same', async () => {
    const [measured, fixed, relaxed] = [await search(), await search('simd128'), await search('relaxed')];
    expect(['simd128', 'relaxed']).toContain(measured.simd);
    expect([fixed.simd, relaxed.simd]).toEqual(['simd128', 'relaxed']);
    expect(relaxed.found.map(([uuid]) => uuid)).toEqual(fixed.found.map(([uuid]) => uuid));
    for (const [at, [, distance]] of fixed.found.entries()) {
      // candidates by codes are the same; exact distances may differ by one fused rounding or two
      expect(relaxed.found[at]?.[1]).toBeCloseTo(distance, 3);
    }
  });

  it('is refused by a name that there is not', async () => {
    await expect(search('avx')).rejects.toThrow('WEAVELET_SIMD is "avx": it must be simd128 or relaxed');
  });
});
