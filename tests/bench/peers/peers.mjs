// What MaxSim here is compared with: each has a name and `prepare(set)`, which gives a function that scores the set once,
// or nothing, after it said why, where it cannot run.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../../target/bench-peers/', import.meta.url));

/** Installs the npm packages beside this file; gives the folder they are in. */
export function npmPeers() {
  execFileSync('sh', [
    '-c',
    `mkdir -p "${FOLDER}" && cp "${HERE}package.json" "${HERE}package-lock.json" "${FOLDER}" && cd "${FOLDER}" && npm ci --no-audit --no-fund --loglevel=error`,
  ]);
  return `${FOLDER}node_modules/`;
}

/** A protocol-buffer field: a number (wire type 0), or bytes or text (2). */
function field(number, value) {
  const varint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varint(Math.floor(n / 128))]);
  if (typeof value === 'number') return [...varint(number << 3), ...varint(value)];
  const bytes = typeof value === 'string' ? [...new TextEncoder().encode(value)] : value;
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

/** MatMul, ReduceMax over tokens, ReduceSum over query tokens as an ONNX model (onnx.proto3). */
function onnxModel({ queryTokens, documents, tokens, dimensions }) {
  const FLOAT = 1;
  const tensor = (name, shape) => {
    const dims = shape.flatMap((n) => field(1, field(1, n)));
    return [...field(1, name), ...field(2, field(1, [...field(1, FLOAT), ...field(2, dims)]))];
  };
  const integer = (name, value) => field(5, [...field(1, name), ...field(3, value), ...field(20, 2)]);
  const INT64 = 7;
  const constant = (name, value) =>
    field(5, [...field(1, 1), ...field(2, INT64), ...field(7, [value]), ...field(8, name)]);
  const node = (type, inputs, output, attributes = []) =>
    field(1, [...inputs.flatMap((name) => field(1, name)), ...field(2, output), ...field(4, type), ...attributes]);
  const graph = [
    ...node('MatMul', ['documents', 'query'], 'dots'),
    ...node('ReduceMax', ['dots', 'axis1'], 'best', integer('keepdims', 0)),
    ...node('ReduceSum', ['best', 'axis1'], 'scores', integer('keepdims', 0)),
    ...field(2, 'maxsim'),
    ...constant('axis1', 1),
    ...field(11, tensor('documents', [documents, tokens, dimensions])),
    ...field(11, tensor('query', [dimensions, queryTokens])),
    ...field(12, tensor('scores', [documents])),
  ];
  const VERSION = 18;
  return Uint8Array.from([...field(1, 8), ...field(7, graph), ...field(8, [...field(1, ''), ...field(2, VERSION)])]);
}

/** onnxruntime-web, one thread of WebAssembly. */
export const onnxRuntime = (modules) => ({
  name: 'onnxruntime-web, f32',
  async prepare(set) {
    const ort = await import(`${modules}onnxruntime-web/dist/ort.wasm.min.mjs`);
    ort.env.wasm.numThreads = 1;
    const { queryTokens, documents, tokens, dimensions, query, values } = set;
    const turned = new Float32Array(query.length);
    for (let q = 0; q < queryTokens; q++) {
      for (let k = 0; k < dimensions; k++) turned[k * queryTokens + q] = query[q * dimensions + k];
    }
    const session = await ort.InferenceSession.create(onnxModel(set));
    const inputs = {
      documents: new ort.Tensor('float32', values, [documents, tokens, dimensions]),
      query: new ort.Tensor('float32', turned, [dimensions, queryTokens]),
    };
    return () => session.run(inputs);
  },
});

/** maxsim-cpu from PyPI, native, on one thread, in a Python of its own. */
export const maxSimCpu = {
  name: 'maxsim-cpu, native, f32, one thread',
  async prepare({ queryTokens, documents, tokens, dimensions }) {
    const python = `${FOLDER}python/bin/python`;
    try {
      if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', `${FOLDER}python`], { stdio: 'pipe' });
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', 'maxsim-cpu', 'numpy'], { stdio: 'pipe' });
    } catch (error) {
      console.log(
        `maxsim-cpu is left out, it cannot be installed: ${String(error.stderr ?? error.message)
          .trim()
          .split('\n')
          .at(-1)}`,
      );
      return undefined;
    }
    const sizes = [queryTokens, documents, tokens, dimensions].map(String);
    const env = { ...process.env, RAYON_NUM_THREADS: '1', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    const child = spawn(python, [`${HERE}maxsim_cpu_turns.py`, ...sizes], { stdio: ['pipe', 'pipe', 'inherit'], env });
    child.unref();
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    await lines.next();
    const score = async () => {
      child.stdin.write('\n');
      return Number((await lines.next()).value);
    };
    return Object.assign(score, { timesItself: true });
  },
};
