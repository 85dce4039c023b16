import type { Texts } from '../app/language.js';

export const TEXTS: Texts<{
  title: string;
  lead: string;
  placeholder: string;
  samples: string;
  pages: string;
  opacity: string;
  whole: string;
  tokens: string;
  kind: { boxes: string; grid: string };
  noVectors: string;
  nothing: string;
  from(source: string, page: number, licence: string): string;
  found(ms: number): string;
  heat(title: string): string;
  patches: string;
  embedding(done: number, all: number): string;
  backToText: string;
  failed(reason: string): string;
}> = {
  en: {
    title: 'Where on the page.',
    lead: 'Pages as pictures, with a vector for every token at the place where it is printed. What a query finds lights up there.',
    placeholder: 'Search twelve pages',
    samples: 'Samples',
    pages: 'Pages, best first',
    opacity: 'Heat',
    whole: 'whole query',
    tokens: 'Query tokens',
    kind: {
      boxes:
        'Shown here: vectors of text tokens, each in the box of its word. The page’s text was embedded, not its picture.',
      grid: 'Shown here: vectors of image patches, in the grid that the model cut the picture into. No text was read.',
    },
    noVectors: 'A typed query needs the encoder: load it on the search screen, or choose a sample.',
    nothing: 'Nothing found.',
    from: (source, page, licence) => `${source}, page ${page} · ${licence}`,
    found: (ms) => `${ms.toFixed(1)} ms`,
    heat: (title) => `Heat map over “${title}”`,
    patches: 'Embed the pictures as patches, with Jina',
    embedding: (done, all) => `Embedded ${done} of ${all} pictures`,
    backToText: 'Back to text tokens',
    failed: (reason) => `This did not work: ${reason}`,
  },
  ja: {
    title: 'ページの、どこに。',
    lead: 'ページの画像に、印刷された位置ごとのトークンベクトルを重ねました。質問に合う場所が光ります。',
    placeholder: '12 ページを検索',
    samples: '例',
    pages: 'ページ（一致順）',
    opacity: '濃さ',
    whole: '質問全体',
    tokens: '質問のトークン',
    kind: {
      boxes: '表示中：テキストのトークンベクトル（語の枠ごと）。ページの画像ではなく、文字を埋め込んでいます。',
      grid: '表示中：画像パッチのベクトル（モデルが画像を分割した格子）。文字は読んでいません。',
    },
    noVectors: '入力した質問にはエンコーダーが必要です。検索画面で読み込むか、例文を選んでください。',
    nothing: '見つかりませんでした。',
    from: (source, page, licence) => `${source}、${page} ページ・${licence}`,
    found: (ms) => `${ms.toFixed(1)} ミリ秒`,
    heat: (title) => `「${title}」のヒートマップ`,
    patches: 'Jina で画像パッチをベクトル化',
    embedding: (done, all) => `${all} 枚中 ${done} 枚をベクトル化`,
    backToText: 'テキストのトークンに戻る',
    failed: (reason) => `エラーが起きました：${reason}`,
  },
};
