/** The tutorial's second option as a page calls it. */
import { connectToLocal, type EmbeddedOptions } from 'weavelet';
import { toyEmbeddings } from '../../pkg/examples/toy-embeddings.js';
import { type Found, option2, searchOption2 } from '../../pkg/examples/tutorial.js';

const tutorialPage = {
  async run(options?: EmbeddedOptions): Promise<Found> {
    const client = await connectToLocal(options);
    const found = await option2(client, { embed: toyEmbeddings });
    // Without closing: what was stored must not depend on it.
    return found;
  },
  async search(): Promise<Found> {
    return searchOption2(await connectToLocal(), { embed: toyEmbeddings });
  },
};
export type TutorialPage = typeof tutorialPage;
Object.assign(globalThis, { tutorialPage });
