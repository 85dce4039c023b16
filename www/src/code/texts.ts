import type { Texts } from '../app/language.js';

export const TEXTS: Texts<{
  title: string;
  where: string;
  lead: string;
  worker: string;
  page: string;
  weaviate: string;
  data: string;
}> = {
  en: {
    title: 'The same program at the edge.',
    where: 'Where',
    lead: 'One package. In a Cloudflare Worker the collection lives in a Durable Object; back on a Weaviate server only the import changes.',
    worker: 'Cloudflare Worker: an index file in R2',
    page: 'In a page',
    weaviate: 'On a Weaviate server',
    data: 'Made in CI',
  },
  ja: {
    title: '同じプログラムを、エッジで。',
    where: '動かす場所',
    lead: 'パッケージは一つ。Cloudflare Worker ではコレクションが Durable Object に入ります。Weaviate サーバーに戻すときは import を変えるだけです。',
    worker: 'Cloudflare Worker：R2 のインデックスファイル',
    page: 'ページの中',
    weaviate: 'Weaviate サーバー',
    data: 'CI で作る',
  },
};
