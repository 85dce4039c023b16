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
    lead: 'One package. A Cloudflare Worker reads the same index file from a bucket, or keeps a collection in a Durable Object; on a Weaviate server only the import changes.',
    worker: 'Cloudflare Worker',
    page: 'In a page',
    weaviate: 'On a Weaviate server',
    data: 'Made in CI',
  },
  ja: {
    title: '同じプログラムを、エッジで。',
    where: '動かす場所',
    lead: 'パッケージは一つ。Cloudflare Worker では、同じインデックスファイルをバケットから読むことも、コレクションを Durable Object に置くこともできます。Weaviate サーバーで動かすなら、変えるのは import だけです。',
    worker: 'Cloudflare Worker',
    page: 'ページの中',
    weaviate: 'Weaviate サーバー',
    data: 'CI で作る',
  },
};
