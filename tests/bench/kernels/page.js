// Measures MaxSim in a page.
import weavelet, * as configure from 'weavelet';
import { measureKernels, measurePeers, measureQueries } from './run.mjs';

window.bench = async ({ shapes }) => {
  const lines = [];
  const report = (line) => lines.push(line);
  const modules = {};
  for (const simd of ['simd128', 'relaxed'])
    modules[simd] = await WebAssembly.compileStreaming(fetch(`/kernels/${simd}.wasm`));
  await measureKernels(modules, report);
  for (const shape of shapes) await measureQueries({ ...configure, ...weavelet }, modules, report, shape);
  await measurePeers(modules, [], report);
  return lines;
};
