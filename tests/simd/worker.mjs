// Runs the tests of the kernels in workerd.
import relaxed from './relaxed.wasm';
import { runOracle } from './run.mjs';
import simd128 from './simd128.wasm';

export default {
  fetch: ({ url }) => Response.json(runOracle(url.endsWith('relaxed') ? relaxed : simd128)),
};
