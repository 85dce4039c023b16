import type { Texts } from '../app/language.js';

export const TEXTS: Texts<{
  title: string;
  lead: string;
  drop: string;
  choose: string;
  formats: string;
  demo: string;
  reading(done: string, perSecond: string): string;
  added(n: string, seconds: string): string;
  documents(n: string): string;
  empty: string;
  search: string;
  found(mode: string, ms: number): string;
  embedding(done: string, all: string): string;
  embedLocal(size: string): string;
  noEncoder: string;
  embedJina: string;
  key: string;
  keyNote: string;
  remember: string;
  stop: string;
  stopped: string;
  embedded: string;
  loading(done: string, all: string): string;
  save: string;
  open: string;
  openSample: string;
  opened(name: string): string;
  back: string;
  forget: string;
  forgetSure: string;
  storage: string;
  kept: Record<string, string>;
  persist: string;
  tabs: string;
  nothing: string;
  failed(reason: string): string;
  vectors: string;
}> = {
  en: {
    title: 'Your files stay in this browser.',
    lead: 'Drop something in: it is searchable at once, kept in this browser, and the same in every tab you open.',
    drop: 'Drop files here, or',
    choose: 'choose files',
    formats: 'Text, Markdown, JSON, JSON Lines, CSV',
    demo: 'Take the page’s own passages',
    reading: (done, perSecond) => `${done} passages indexed, ${perSecond} a second`,
    added: (n, seconds) => `${n} passages indexed in ${seconds} s`,
    documents: (n) => `${n} passages`,
    empty: 'Nothing here yet.',
    search: 'Search your passages',
    found: (mode, ms) => `${mode} · ${ms.toFixed(1)} ms`,
    embedding: (done, all) => `Embedded ${done} of ${all}`,
    embedLocal: (size) => `Embed in this tab (encoder ${size})`,
    noEncoder: 'This copy of the page comes without the encoder: `make encoder` adds it.',
    embedJina: 'Embed with Jina',
    key: 'Jina API key',
    keyNote:
      'With Jina, what is embedded is sent to api.jina.ai; the key goes nowhere else, and is forgotten when the tab closes.',
    remember: 'Remember it in this browser',
    stop: 'Stop',
    stopped: 'Stopped. What was done is kept; the rest goes on from there.',
    embedded: 'All passages have token vectors.',
    loading: (done, all) => `Loading the encoder: ${done} of ${all}`,
    save: 'Save as an index file',
    open: 'Open an index file',
    openSample: 'Open the page’s own one',
    opened: (name) => `Reading ${name}`,
    back: 'Back to your own',
    forget: 'Remove everything',
    forgetSure: 'Click again to remove everything',
    storage: 'Storage',
    kept: { true: 'kept until you remove it', false: 'the browser may remove it when space is short' },
    persist: 'Ask the browser to keep it',
    tabs: 'Other tabs see changes as they happen.',
    nothing: 'Nothing found.',
    failed: (reason) => `This did not work: ${reason}`,
    vectors: 'Token vectors',
  },
  ja: {
    title: 'ファイルは、このブラウザの中に。',
    lead: 'ファイルを置けば、すぐに検索できます。データはこのブラウザに残り、どのタブでも同じものが見えます。',
    drop: 'ここにファイルをドロップ、または',
    choose: 'ファイルを選ぶ',
    formats: 'テキスト、Markdown、JSON、JSON Lines、CSV',
    demo: 'このページの文章を使う',
    reading: (done, perSecond) => `${done} 件を登録（毎秒 ${perSecond} 件）`,
    added: (n, seconds) => `${n} 件を ${seconds} 秒で登録しました`,
    documents: (n) => `${n} 件の文章`,
    empty: 'まだ何もありません。',
    search: '自分の文章を検索',
    found: (mode, ms) => `${mode}・${ms.toFixed(1)} ミリ秒`,
    embedding: (done, all) => `${all} 件中 ${done} 件をベクトル化`,
    embedLocal: (size) => `このタブでベクトル化（エンコーダー ${size}）`,
    noEncoder: 'このページにはエンコーダーが付いていません。`make encoder` で追加できます。',
    embedJina: 'Jina でベクトル化',
    key: 'Jina の API キー',
    keyNote:
      'Jina を使うと、ベクトル化する内容を api.jina.ai に送ります。キーはほかには送らず、タブを閉じると忘れます。',
    remember: 'このブラウザに記憶する',
    stop: '中止',
    stopped: '中止しました。済んだ分は残り、次はその続きから始まります。',
    embedded: 'すべての文章にトークンベクトルがあります。',
    loading: (done, all) => `エンコーダーを読み込んでいます：${done} / ${all}`,
    save: 'インデックスファイルに保存',
    open: 'インデックスファイルを開く',
    openSample: 'このページのものを開く',
    opened: (name) => `${name} を表示中`,
    back: '自分のデータに戻る',
    forget: 'すべて削除',
    forgetSure: 'もう一度押すと、すべて削除します',
    storage: '保存',
    kept: { true: '削除するまで残ります', false: '空き容量が少ないと、ブラウザが削除することがあります' },
    persist: 'ブラウザに保持を依頼',
    tabs: '変更はほかのタブにもすぐ反映されます。',
    nothing: '見つかりませんでした。',
    failed: (reason) => `エラーが起きました：${reason}`,
    vectors: 'トークンベクトル',
  },
};
