/** The client from its sources: adapters made in tests share its error classes, and its modules can be exchanged. */
import { readFileSync } from 'node:fs';
import { useWasm } from '../../../pkg/src/entrypoints/slim.js';

useWasm(readFileSync(new URL('../../../pkg/dist/weavelet.wasm', import.meta.url)));

export * from '../../../pkg/src/entrypoints/slim.js';
