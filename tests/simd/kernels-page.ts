/** The tests of the kernels, run in a page. */
import { runOracle } from './run.mjs';

const kernelsPage = {
  /** @param base64 a build of tests/simd/oracle */
  run: async (base64: string) =>
    runOracle(await WebAssembly.compile(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))),
  /** @param base64 an empty program of that instruction set */
  valid: (base64: string) =>
    WebAssembly.validate(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))),
};
export type KernelsPage = typeof kernelsPage;
Object.assign(globalThis, { kernelsPage });
