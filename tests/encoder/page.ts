/** The tutorial's first option in a page, by the local encoder. */
import weavelet, { configure } from 'weavelet';
import { createEncoder, type EncoderProgress, type LocalEncoder } from 'weavelet/encoder';
import { localOption1 } from '../../pkg/examples/local.js';
import type { Found } from '../../pkg/examples/tutorial.js';

let encoder: LocalEncoder | undefined;

const encoderPage = {
  /** Loads the model with a new encoder; gives the progress. */
  async load(runtime = '/onnx/ort.wasm.min.mjs'): Promise<EncoderProgress[]> {
    await encoder?.close();
    const seen: EncoderProgress[] = [];
    encoder = createEncoder({ files: '/model', runtime, onProgress: (progress) => seen.push(progress) });
    await encoder.load();
    return seen;
  },
  /** Loads the engine, as the page's own files are loaded. */
  async loadEngine(): Promise<void> {
    await (await weavelet.connectToLocal({ storage: 'memory' })).close();
  },
  async tutorial(): Promise<{ found: Found; lines: string[] }> {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const found = await localOption1(encoder!, { storage: 'memory', log });
    return { found, lines };
  },
  /** The titles that texts of two languages find in each other. */
  async acrossLanguages(query: string, texts: string[]): Promise<unknown[]> {
    const client = await weavelet.connectToLocal({ storage: 'memory', worker: true, encoders: { local: encoder! } });
    const notes = await client.collections.create({
      name: 'Notes',
      properties: [{ name: 'text', dataType: 'text', vectorizePropertyName: false }],
      vectorizers: configure.multiVectors.local(),
    });
    await notes.data.insertMany(texts.map((text) => ({ text })));
    const { objects } = await notes.query.nearText(query);
    await client.close();
    return objects.map(({ properties }) => properties.text);
  },
  /** Milliseconds per text, the median of several. */
  async pace(text: string): Promise<number> {
    const times: number[] = [];
    for (let i = 0; i < 9; i++) {
      const start = performance.now();
      await encoder!([text], { kind: 'query' });
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[4] as number;
  },
};
export type EncoderPage = typeof encoderPage;
Object.assign(globalThis, { encoderPage });
