/**
 * Option 1 of the tutorial with an encoder in this program: no key, no network. The files of the encoder come from
 * `make encoder`; any function that makes token vectors can be used in its place.
 */
import { configure, connectToLocal, type EmbeddedOptions, type EncodedText, type Encoder } from 'weavelet';
import { type Found, option1 } from './tutorial.ts';

type Settings = EmbeddedOptions & { log?: (line: string) => void };

export async function localOption1(encoder: Encoder, { log, ...options }: Settings = {}): Promise<Found> {
  const client = await connectToLocal({ ...options, encoders: { local: encoder } });
  try {
    return await option1(client, {
      // for the searches that bring a vector
      async embed(text) {
        const [made] = await encoder([text], { kind: 'query' });
        return rows((made as EncodedText).vectors);
      },
      vectorizers: [configure.multiVectors.local({ name: 'multi_vector', sourceProperties: ['text'] })],
      log,
    });
  } finally {
    await client.close();
  }
}

function rows(vectors: EncodedText['vectors']): number[][] {
  if (Array.isArray(vectors)) return vectors.map((row) => [...row]);
  const { data, dimensions } = vectors;
  return Array.from({ length: data.length / dimensions }, (_, i) => [
    ...data.subarray(i * dimensions, (i + 1) * dimensions),
  ]);
}
