// Measures MaxSim in the Node.js that runs this file. Arguments: folder of the kernel modules, JSON of what to measure.
import { readFileSync } from 'node:fs';
import weavelet, * as configure from 'weavelet';
import { maxSimCpu, onnxRuntime } from '../peers/peers.mjs';
import { measureKernels, measurePeers, measureQueries } from './run.mjs';

const [folder, text] = process.argv.slice(2);
const { shapes, peers } = JSON.parse(text);
const modules = {};
for (const simd of ['simd128', 'relaxed']) {
  const bytes = readFileSync(`${folder}/${simd}.wasm`);
  if (WebAssembly.validate(bytes)) modules[simd] = new WebAssembly.Module(bytes);
}
const report = (line) => console.log(JSON.stringify(line));
await measureKernels(modules, report);
for (const shape of shapes) await measureQueries({ ...configure, ...weavelet }, modules, report, shape);
if (peers) await measurePeers(modules, [onnxRuntime(peers), maxSimCpu], report);
process.exit();
