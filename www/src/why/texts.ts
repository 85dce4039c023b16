import { h } from '../app/dom.js';
import type { Texts } from '../app/language.js';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const bold = (text: string) => h('b', {}, text);

export const TEXTS: Texts<{
  title: string;
  lead: string;
  queryTokens: string;
  met(query: string, document: string, similarity: number, share: number): (Node | string)[];
  sum(score: number, tokens: number): string;
  terms: string;
  termColumns: string[];
  shares: string;
  shareOf(label: string): string;
  matrix: string;
  view: string;
  best: string;
  all: string;
  cell(query: string, document: string, value: number): string;
  hint: string;
  unnamed: string;
  noVectors: string;
  choose: string;
}> = {
  en: {
    title: 'Every score can be taken apart.',
    lead: 'A query token looks for the one document token that is most like it. The score is the sum of these likenesses, and nothing else.',
    queryTokens: 'Tokens of the query',
    met: (query, document, similarity, share) => [
      bold(query),
      ' met ',
      bold(document),
      `: similarity ${similarity.toFixed(3)}, ${percent(share)} of the score`,
    ],
    sum: (score, tokens) =>
      `Score ${score.toFixed(3)}, the sum over ${tokens} tokens. Point at one, or use the arrow keys.`,
    terms: 'Terms',
    termColumns: ['term', 'in', 'tf', 'idf', 'adds', 'share'],
    shares: 'Who gave what',
    shareOf: (label) => `Share of “${label}”`,
    matrix: 'All similarities',
    view: 'Show',
    best: 'best only',
    all: 'full matrix',
    cell: (query, document, value) => `${query} × ${document} = ${value.toFixed(4)}`,
    hint: 'Click a cell for its number; arrow keys move.',
    unnamed: 'What made these vectors does not tell which word each stands for: they are numbered.',
    noVectors:
      'This query has no token vectors: these are the words that BM25 found. Choose a sample, or load the encoder on the search screen.',
    choose: 'Result',
  },
  ja: {
    title: 'スコアは、すべて分解できます。',
    lead: '質問のトークンはそれぞれ、文書の中から最もよく似たトークンを一つ探します。その類似度の合計がスコアです。ほかには何も足しません。',
    queryTokens: '質問のトークン',
    met: (query, document, similarity, share) => [
      bold(query),
      ' は ',
      bold(document),
      ` と一致：類似度 ${similarity.toFixed(3)}、スコアの ${percent(share)}`,
    ],
    sum: (score, tokens) =>
      `スコア ${score.toFixed(3)}（${tokens} トークンの合計）。トークンを指すか、矢印キーで選べます。`,
    terms: '語',
    termColumns: ['語', '場所', 'tf', 'idf', '加点', '割合'],
    shares: 'トークンごとの寄与',
    shareOf: (label) => `「${label}」の割合`,
    matrix: 'すべての類似度',
    view: '表示',
    best: '最大のみ',
    all: '行列全体',
    cell: (query, document, value) => `${query} × ${document} = ${value.toFixed(4)}`,
    hint: 'マスをクリックすると数値が出ます。矢印キーでも動けます。',
    unnamed: 'このベクトルを作ったサービスは、それぞれがどの語かを伝えないため、番号で示しています。',
    noVectors:
      'この質問にはトークンベクトルがないため、BM25 が見つけた語を示しています。例文を選ぶか、検索画面でエンコーダーを読み込んでください。',
    choose: '結果',
  },
};
