import { createEncoder } from 'weavelet/encoder';

const encoder = createEncoder({ files: '/model/' });
globalThis.result = encoder(['the encoder in a bundle'], { kind: 'query' });
