import type { Texts } from '../app/language.js';

export const TEXTS: Texts<{
  title: string;
  lead: string;
  alpha: string;
  words: string;
  meaning: string;
  fusion: string;
  relative: string;
  ranked: string;
  hybrid: string;
  placeholder: string;
  nothing: string;
  noVectors: string;
  ms(value: number): string;
  property: Record<string, string>;
  value: Record<string, string>;
}> = {
  en: {
    title: 'Words and meaning, weighed.',
    lead: 'BM25 counts words, MaxSim compares tokens. α decides how much each of them says; the lines show where every passage goes.',
    alpha: 'α',
    words: 'words',
    meaning: 'meaning',
    fusion: 'Fusion',
    relative: 'relative score',
    ranked: 'ranked',
    hybrid: 'Hybrid',
    placeholder: 'Query',
    nothing: 'nothing',
    noVectors:
      'A typed query has no token vectors until the encoder is loaded (on the search screen). Samples have theirs.',
    ms: (value) => `${value.toFixed(1)} ms`,
    property: { language: 'Language', source: 'Source' },
    value: { en: 'English', ja: 'Japanese' },
  },
  ja: {
    title: '語と意味を、はかりにかける。',
    lead: 'BM25 は語を数え、MaxSim はトークンを比べます。α が両者の重みを決めます。線は、それぞれの文章の順位の動きです。',
    alpha: 'α',
    words: '語',
    meaning: '意味',
    fusion: '統合方法',
    relative: '相対スコア',
    ranked: '順位',
    hybrid: 'ハイブリッド',
    placeholder: '質問',
    nothing: 'なし',
    noVectors:
      '入力した質問には、エンコーダーを（検索画面で）読み込むまでトークンベクトルがありません。例文には付いています。',
    ms: (value) => `${value.toFixed(1)} ミリ秒`,
    property: { language: '言語', source: '出典' },
    value: { en: '英語', ja: '日本語' },
  },
};
