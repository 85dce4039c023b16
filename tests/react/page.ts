/** The app in a page: hydrated where the server has rendered it. */
import { createRoot, hydrateRoot } from 'react-dom/client';
import weavelet, { type WeaviateClient } from 'weavelet';
import { app } from './app.js';

const client: Promise<WeaviateClient> = weavelet.connectToLocal({ storage: 'react' });
const root = document.createElement('div');
const rendered = document.querySelector('#root');
if (!rendered) document.body.append(root);

const reactPage = {
  async seed(texts: string[]): Promise<void> {
    const { collections } = await client;
    if (!(await collections.exists('Notes'))) {
      await collections.create({ name: 'Notes', properties: [{ name: 'text', dataType: 'text' }] });
    }
    await collections.use('Notes').data.insertMany(texts.map((text) => ({ text })));
  },
  render(): void {
    if (rendered) hydrateRoot(rendered, app(client));
    else createRoot(root).render(app(client));
  },
};
export type ReactPage = typeof reactPage;
Object.assign(globalThis, { reactPage });
