// Runs the tests in the module that the first argument names, and prints what came of them as JSON.
import { readFileSync } from 'node:fs';
import { runOracle } from './run.mjs';

console.log(JSON.stringify(runOracle(new WebAssembly.Module(readFileSync(process.argv[2])))));
