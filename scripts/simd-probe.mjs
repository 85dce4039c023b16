// Assembles the module that measures which SIMD is fast, to pkg/wasm/simd-probe.js, as bytes in a literal: it is needed
// before anything else can be loaded.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import binaryen from 'binaryen';

const PKG = new URL('../pkg/', import.meta.url);
const module = binaryen.parseText(readFileSync(new URL('src/engine/simd-probe.wat', PKG), 'utf8'));
module.setFeatures(binaryen.Features.SIMD128 | binaryen.Features.RelaxedSIMD);
const base64 = Buffer.from(module.emitBinary()).toString('base64');
const to = fileURLToPath(new URL('wasm/simd-probe', PKG));
const source = `const text = ${JSON.stringify(base64)};\nexport default Uint8Array.from(atob(text), (c) => c.charCodeAt(0));\n`;
writeFileSync(`${to}.js`, source);
writeFileSync(`${to}.d.ts`, 'declare const bytes: Uint8Array<ArrayBuffer>;\nexport default bytes;\n');
