/** Which of the two modules suits this engine: the one for fixed-width SIMD or the one for relaxed SIMD. */
import probe from '../../wasm/simd-probe.js';
import type { Settings } from '../environment.js';
import { EngineError } from './engine.js';

/** `simd128` runs everywhere. `relaxed` multiplies bytes and fuses multiply and add, where the engine does. */
export type Simd = 'simd128' | 'relaxed';

/** The setting that chooses instead of the measurement. */
const SETTING = 'WEAVELET_SIMD';

/** What may be lost on bytes before the gain on f32, a quarter and more, does not weigh it up. */
const TOLERANCE = 1.1;
/** Measurements of each loop. */
const ROUNDS = 8;
/** Runs of the loop per measurement: about 50 µs, so that all of them stay under 2 ms. */
const TILES = 150;

type Probe = { memory: WebAssembly.Memory; relaxed(tiles: number): number; fixed(tiles: number): number };

/** Numbers for the loops: once as bytes, once as 16-bit numbers in the groups that those instructions take. */
function fill({ memory }: Probe): void {
  const bytes = new Int8Array(memory.buffer);
  const words = new Int16Array(memory.buffer);
  const extremes = [-127, 127, 1, -64];
  for (let row = 0; row < 4; row++) {
    // codes are 0..=127; the outermost ones are where engines could differ
    for (let k = 0; k < 128; k++) {
      const code = k % 3 === 0 ? 127 : (row * 31 + k * 7) % 128;
      bytes[row * 128 + k] = code;
      words[1024 + row * 128 + k] = code;
    }
  }
  for (let token = 0; token < 8; token++) {
    for (let k = 0; k < 128; k++) {
      const number = extremes[(token + k * (token + 1)) % 4] as number;
      bytes[512 + (k >> 2) * 32 + token * 4 + (k & 3)] = number;
      words[1536 + (k >> 1) * 16 + token * 2 + (k & 1)] = number;
    }
  }
}

/** Whether relaxed SIMD multiplies bytes right, and about as fast as fixed-width SIMD or faster. */
function isFast(probe: Probe): boolean {
  fill(probe);
  const best = { relaxed: Number.POSITIVE_INFINITY, fixed: Number.POSITIVE_INFINITY };
  const all = { relaxed: 0, fixed: 0 };
  const sums = { relaxed: 0, fixed: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    for (const loop of ['relaxed', 'fixed'] as const) {
      const before = performance.now();
      sums[loop] = probe[loop](TILES);
      const time = performance.now() - before;
      best[loop] = Math.min(best[loop], time);
      all[loop] += time;
    }
    if (sums.relaxed !== sums.fixed) return false;
  }
  // where the clock is coarser than a loop takes, steps of it add up
  const time = best.relaxed > 0 && best.fixed > 0 ? best : all;
  return time.relaxed <= time.fixed * TOLERANCE;
}

/** What was measured in this process: a second time, beside other work, could turn out otherwise. */
let measured: Simd | undefined;

/**
 * Measures which module is faster, in under 2 ms, by a module of a few hundred bytes: that an engine knows relaxed SIMD
 * does not tell. Node 20 and 22 emulate its dot product by more instructions than fixed-width SIMD needs.
 *
 * Workers of Cloudflare have no clock while they compute and compile nothing at run time. There relaxed SIMD is taken
 * where it is valid: their V8 is younger than those that are slow with it.
 */
export function pickSimd(env: Settings): Simd {
  const forced = env[SETTING];
  if (forced === 'simd128' || forced === 'relaxed') return forced;
  if (forced)
    throw new EngineError(`${SETTING} is ${JSON.stringify(forced)}: it must be simd128 or relaxed`, 400, 'bad-request');
  measured ??= measure();
  return measured;
}

function measure(): Simd {
  if (!WebAssembly.validate(probe)) return 'simd128';
  let exports: Probe;
  try {
    exports = new WebAssembly.Instance(new WebAssembly.Module(probe)).exports as Probe;
  } catch {
    return 'relaxed';
  }
  return isFast(exports) ? 'relaxed' : 'simd128';
}
