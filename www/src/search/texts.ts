import type { Texts } from '../app/language.js';

export const TEXTS: Texts<{
  title: string;
  lead: string;
  placeholder: string;
  samples: string;
  more: string;
  kind: string;
  maxsim: string;
  bm25: string;
  hybrid: string;
  starting: string;
  summary(mode: string, ms: number, passages: string): string;
  nothing: string;
  results: string;
  typed: string;
  load(size: string): string;
  loading(done: string, total: string): string;
  stop: string;
  loaded: string;
  failed(reason: string): string;
  why: string;
  from(source: string, licence: string): string;
}> = {
  en: {
    title: 'Every word finds its match.',
    lead: 'A late-interaction search engine inside this tab. No server, no key, and it works offline.',
    placeholder: 'Search 779 passages in English and Japanese',
    samples: 'Try',
    more: 'More',
    kind: 'Search by',
    maxsim: 'MaxSim',
    bm25: 'BM25',
    hybrid: 'Hybrid',
    starting: 'Starting the engine…',
    summary: (mode, ms, passages) => `${mode} · ${ms.toFixed(1)} ms · ${passages} passages, searched here`,
    nothing: 'Nothing found. BM25 needs a word in common; a sample shows what MaxSim finds without one.',
    results: 'Results',
    typed: 'What you type is searched by BM25. MaxSim needs its token vectors; an encoder makes them in this tab.',
    load: (size) => `Load the encoder (${size})`,
    loading: (done, total) => `Loading the encoder: ${done} of ${total}`,
    stop: 'Stop',
    loaded: 'The encoder is ready.',
    failed: (reason) => `This did not work: ${reason}`,
    why: 'Take this score apart',
    from: (source, licence) => `${source} · ${licence}`,
  },
  ja: {
    title: 'ことばは、ひとつずつ出会う。',
    lead: 'このタブの中で動くレイトインタラクション検索エンジン。サーバーもキーも要らず、オフラインでも使えます。',
    placeholder: '英語と日本語の文章 779 件を検索',
    samples: '例',
    more: 'もっと見る',
    kind: '検索方法',
    maxsim: 'MaxSim',
    bm25: 'BM25',
    hybrid: 'ハイブリッド',
    starting: 'エンジンを起動しています…',
    summary: (mode, ms, passages) => `${mode}・${ms.toFixed(1)} ミリ秒・${passages} 件をこのタブで検索`,
    nothing:
      '見つかりませんでした。BM25 には共通する語が必要です。MaxSim なら同じ語がなくても見つかります。例文でお試しください。',
    results: '検索結果',
    typed: '入力した文は BM25 で検索します。MaxSim に必要なトークンベクトルは、エンコーダーがこのタブの中で作れます。',
    load: (size) => `エンコーダーを読み込む（${size}）`,
    loading: (done, total) => `エンコーダーを読み込んでいます：${done} / ${total}`,
    stop: '中止',
    loaded: 'エンコーダーの準備ができました。',
    failed: (reason) => `エラーが起きました：${reason}`,
    why: 'このスコアの内訳を見る',
    from: (source, licence) => `${source}・${licence}`,
  },
};
