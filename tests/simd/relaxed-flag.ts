import probe from '../../pkg/wasm/simd-probe.js';

/** What this Node.js needs on its command line to know relaxed SIMD: version 20 has it behind a flag. */
export const relaxedFlag = (): string[] => (WebAssembly.validate(probe) ? [] : ['--experimental-wasm-relaxed-simd']);
