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
  jina: string;
  jinaCost: string;
  embedJina: string;
  embedding(done: string, all: string): string;
  stopped: string;
  asking: string;
  byJina: string;
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
    jina: 'Or let Jina make them, with your key',
    jinaCost:
      'The page’s passages are embedded anew, since vectors of two models cannot be compared: once, for about 35,000 tokens of your account with Jina, and kept in this browser. From then on what you type is sent to Jina whenever you pause.',
    embedJina: 'Embed the passages with Jina',
    embedding: (done, all) => `Embedded ${done} of ${all}`,
    stopped: 'Stopped. What was done is kept; the rest goes on from there.',
    asking: 'Asking Jina…',
    byJina: 'By Jina’s vectors. Your own data is where you remove them.',
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
    jina: 'または、自分のキーを使って Jina に作ってもらう',
    jinaCost:
      '別のモデルのベクトルとは比べられないため、このページの文章を一度だけ Jina でベクトル化し直し、このブラウザに保存します。お使いのアカウントで約 35,000 トークンかかります。その後は、入力の手が止まるたびに入力文を Jina に送ります。',
    embedJina: '文章を Jina でベクトル化',
    embedding: (done, all) => `${all} 件中 ${done} 件をベクトル化`,
    stopped: '中止しました。済んだ分は残り、次はその続きから始まります。',
    asking: 'Jina に問い合わせています…',
    byJina: 'Jina のベクトルで検索しました。「自分のデータ」の画面で削除できます。',
    failed: (reason) => `エラーが起きました：${reason}`,
    why: 'このスコアの内訳を見る',
    from: (source, licence) => `${source}・${licence}`,
  },
};
