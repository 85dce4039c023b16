// Measures MaxSim in whatever engine runs this file: the kernels alone, the peak of the instructions that they are made
// of, whole queries through the public API, and a loop in plain JavaScript, all by turns.

const DIMENSIONS = 128;
/** Iterations of a peak loop, about 2 ms: clocks of browsers step by 100 µs. */
const ITERATIONS = 200_000;
/** Vector operations of a peak loop per iteration. */
const OPERATIONS = 48;

/** Per kernel: its number in kernels/src/lib.rs, and per module that of its peak with the products per operation. */
const KERNELS = {
  f32: { kernel: 0, simd128: [0, 4], relaxed: [4, 4] },
  int8: { kernel: 1, simd128: [1, 8], relaxed: [5, 16] },
  '4 bits': { kernel: 2, simd128: [1, 8], relaxed: [5, 16] },
  '2 bits': { kernel: 4, simd128: [1, 8], relaxed: [5, 16] },
  f16: { kernel: 5, simd128: [0, 4], relaxed: [4, 4] },
  '1 bit': { kernel: 3, simd128: [3, 64], relaxed: [6, 64] },
};
const SHAPES = [
  { documents: 64, tokens: 180, queryTokens: 32 },
  { documents: 12, tokens: 1030, queryTokens: 24 },
  { documents: 512, tokens: 20, queryTokens: 9 },
];

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];

/**
 * Runs every function `rounds` times, by turns so that a busy machine slows all alike. One with `timesItself` runs in
 * another process and gives the milliseconds it took.
 */
export async function byTurns(functions, rounds) {
  const times = functions.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, run] of functions.entries()) {
      const before = performance.now();
      const result = run();
      const own = result instanceof Promise ? await result : result;
      times[at].push(run.timesItself ? own : performance.now() - before);
    }
  }
  return times.map((all) => ({ least: Math.min(...all), median: median(all) }));
}

/** The rates of one thing and of its peak in 10⁹ products per second, and their ratio. */
function share(products, time, [, perOperation], peakTime) {
  const peak = (ITERATIONS * OPERATIONS * perOperation) / peakTime.least / 1e6;
  const rate = products / time.least / 1e6;
  const typical = products / time.median / 1e6;
  return { share: rate / peak, medianShare: typical / peak, rate, peak };
}

/** The kernels alone, on documents that the first caches hold. */
export async function measureKernels(modules, report, rounds = 150) {
  for (const [simd, module] of Object.entries(modules)) {
    const { prepare, scan, peak } = new WebAssembly.Instance(module, {}).exports;
    for (const { documents, tokens, queryTokens } of SHAPES) {
      prepare(documents, tokens, queryTokens, DIMENSIONS);
      const kernels = Object.entries(KERNELS);
      const runs = kernels.flatMap(([, k]) => [() => scan(k.kernel), () => peak(k[simd][0], ITERATIONS)]);
      const times = await byTurns(runs, rounds);
      for (const [at, [name, kernel]] of kernels.entries()) {
        const products = documents * tokens * queryTokens * DIMENSIONS;
        const result = share(products, times[2 * at], kernel[simd], times[2 * at + 1]);
        report({ what: 'kernel', name, simd, shape: `${queryTokens}×${tokens}`, ...result });
      }
    }
  }
}

/** A fixed sequence of numbers in [−1, 1), summed up to something like a normal distribution. */
function numbers() {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return (length) => {
    const out = new Float32Array(length);
    for (let i = 0; i < length; i++) out[i] = next() + next();
    return out;
  };
}

/** Whole queries over all documents through the public API, in the module that the package chose. */
export async function measureQueries(weavelet, modules, report, { documents, tokens, queryTokens, rounds = 12 }) {
  const { connectToLocal, configure } = weavelet;
  const draw = numbers();
  const matrix = (rows) => ({ data: draw(rows * DIMENSIONS), dimensions: DIMENSIONS });
  const client = await connectToLocal({ storage: 'memory', memoryLimit: 3.5 * 2 ** 30 });
  const quantizers = { f32: undefined, int8: configure.vectorIndex.quantizer.rq({ bits: 8, rescoreLimit: 10 }) };
  const collections = {};
  for (const [name, quantizer] of Object.entries(quantizers)) {
    collections[name] = await client.collections.create({
      name: `C${name}`,
      vectorizers: configure.multiVectors.selfProvided({
        name: 'tokens',
        vectorIndexConfig: configure.vectorIndex.hnsw(quantizer ? { quantizer } : {}),
      }),
    });
  }
  for (let from = 0; from < documents; from += 100) {
    const objects = Array.from({ length: Math.min(100, documents - from) }, () => ({
      vectors: { tokens: matrix(tokens) },
    }));
    for (const collection of Object.values(collections)) {
      const { hasErrors, errors } = await collection.data.insertMany(objects);
      if (hasErrors) throw new Error(Object.values(errors)[0].message);
    }
  }
  const { simd } = await client.status();
  const { peak } = new WebAssembly.Instance(modules[simd], {}).exports;
  const names = Object.keys(collections);
  const runs = names.flatMap((name) => [
    // each query another one: what a search found is remembered for the same one
    () => collections[name].query.nearVector(matrix(queryTokens), { targetVector: 'tokens', limit: 10 }),
    () => peak(KERNELS[name][simd][0], ITERATIONS),
    () => peak(KERNELS[name][simd][0], ITERATIONS),
  ]);
  const times = await byTurns(runs, rounds);
  for (const [at, name] of names.entries()) {
    const [time, first, second] = times.slice(3 * at, 3 * at + 3);
    const peakTime = { least: Math.min(first.least, second.least) };
    const result = share(documents * tokens * queryTokens * DIMENSIONS, time, KERNELS[name][simd], peakTime);
    report({ what: 'query', name, simd, shape: `${queryTokens}×${tokens}`, documents, ms: time.least, ...result });
  }
  // in codes a query looks at candidates where there are many documents: everything is scanned by `diagnose` alone
  const queries = Array.from({ length: rounds }, () => matrix(queryTokens));
  const { search } = await collections.int8.diagnose({ queries, sample: 1 });
  const peakTime = { least: Math.min(...[4, 5].map((at) => times[at].least)) };
  const time = { least: search.exhaustiveMs, median: search.exhaustiveMs };
  const result = share(documents * tokens * queryTokens * DIMENSIONS, time, KERNELS.int8[simd], peakTime);
  report({ what: 'scan', name: 'int8', simd, shape: `${queryTokens}×${tokens}`, documents, ms: time.least, ...result });
  await client.close();
}

/** A typed-array loop in JavaScript, four sums side by side. */
export function maxSimInJavaScript(query, queryTokens, documents, tokens, count) {
  let total = 0;
  for (let document = 0; document < count; document++) {
    for (let q = 0; q < queryTokens; q++) {
      let best = Number.NEGATIVE_INFINITY;
      for (let token = 0; token < tokens; token++) {
        const at = (document * tokens + token) * DIMENSIONS;
        let [a, b, c, d] = [0, 0, 0, 0];
        for (let k = 0; k < DIMENSIONS; k += 4) {
          a += query[q * DIMENSIONS + k] * documents[at + k];
          b += query[q * DIMENSIONS + k + 1] * documents[at + k + 1];
          c += query[q * DIMENSIONS + k + 2] * documents[at + k + 2];
          d += query[q * DIMENSIONS + k + 3] * documents[at + k + 3];
        }
        best = Math.max(best, a + b + (c + d));
      }
      total += best;
    }
  }
  return total;
}

/** Beside others, by turns, on the same documents: 10⁹ products per second of each. */
export async function measurePeers(
  modules,
  peers,
  report,
  { documents = 32, tokens = 180, queryTokens = 32, rounds = 300 } = {},
) {
  const draw = numbers();
  const query = draw(queryTokens * DIMENSIONS);
  const values = draw(documents * tokens * DIMENSIONS);
  const runs = { 'JavaScript, typed arrays': () => maxSimInJavaScript(query, queryTokens, values, tokens, 1) };
  const sizes = { 'JavaScript, typed arrays': 1 };
  for (const [simd, module] of Object.entries(modules)) {
    const { prepare, scan } = new WebAssembly.Instance(module, {}).exports;
    prepare(documents, tokens, queryTokens, DIMENSIONS);
    runs[`weavelet f32, ${simd}`] = () => scan(0);
    runs[`weavelet int8, ${simd}`] = () => scan(1);
  }
  for (const peer of peers) {
    const run = await peer.prepare({ query, queryTokens, values, documents, tokens, dimensions: DIMENSIONS });
    if (run) runs[peer.name] = run;
  }
  const times = await byTurns(Object.values(runs), rounds);
  for (const [at, name] of Object.keys(runs).entries()) {
    const products = (sizes[name] ?? documents) * tokens * queryTokens * DIMENSIONS;
    report({ what: 'peer', name, rate: products / times[at].least / 1e6, shape: `${queryTokens}×${tokens}` });
  }
}
