// How near the MaxSim kernels come to what the engine can do at best: the same arithmetic without memory.
// ColBERT's shape, 32 query tokens against documents of 180 tokens of 128 numbers, and ColPali's, 24 against 1,030.
import { readFile } from 'node:fs/promises';

const DIMENSIONS = 128;
const ROUNDS = 200;
/** Name, and multiplications that one operation of the peak loop stands for. */
const KERNELS = [
  ['f32', 4],
  ['eight bits', 8],
  ['four bits', 8],
  ['one bit', 64],
];
const SHAPES = [
  { documents: 64, tokens: 180, queryTokens: 32 },
  { documents: 12, tokens: 1030, queryTokens: 24 },
  { documents: 512, tokens: 20, queryTokens: 9 },
];

const file = new URL('../../target/bench/wasm32-unknown-unknown/release/kernels.wasm', import.meta.url);
const { instance } = await WebAssembly.instantiate(await readFile(file), {});
const { prepare, scan, peak } = instance.exports;

/** The shortest time of each function in ms, by turns so that a busy machine slows all alike. */
function best(functions) {
  const times = functions.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, run] of functions.entries()) {
      const before = performance.now();
      run();
      times[at] = Math.min(times[at], performance.now() - before);
    }
  }
  return times;
}

const ITERATIONS = 20_000;
for (const { documents, tokens, queryTokens } of SHAPES) {
  prepare(documents, tokens, queryTokens, DIMENSIONS);
  console.log(`${queryTokens} × ${tokens} × ${DIMENSIONS}`);
  const runs = KERNELS.flatMap((_, at) => [() => scan(at), () => peak(at, ITERATIONS)]);
  const times = best(runs);
  for (const [at, [name, perOperation]] of KERNELS.entries()) {
    const products = (documents * tokens * queryTokens * DIMENSIONS) / times[2 * at] / 1e6;
    const limit = (ITERATIONS * 48 * perOperation) / times[2 * at + 1] / 1e6;
    const rate = Math.round((documents / times[2 * at]) * 1000);
    const share = Math.round((100 * products) / limit);
    console.log(
      `  ${name.padEnd(10)} ${products.toFixed(1)} of ${limit.toFixed(1)} G products/s, ${share} %, ${rate} documents/s`,
    );
  }
}
