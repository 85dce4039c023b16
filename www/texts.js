/** Every text of the page in both languages. */
const TEXTS = {
  en: {
    tagline: 'Late-interaction search in this tab. No server.',
    placeholder: 'Search 779 short texts in English and Japanese',
    search: 'Search',
    bm25About: 'words',
    maxsimAbout: 'token vectors',
    hybridAbout: 'both',
    starting: 'Starting the engine…',
    importing: (done, all) => `Storing ${done} of ${all} texts with their token vectors in this browser…`,
    ready: 'Choose a sample, or type.',
    found: (query) => `“${query}”`,
    noVectors:
      'This page has no encoder, so a typed query has no token vectors: BM25 alone answers it. The samples come with theirs.',
    needsVectors: 'Needs the query’s token vectors. Choose a sample.',
    nothing: 'Nothing found.',
    stored: (count, mib) =>
      `${count} texts are kept in this browser${mib ? ` (${mib} MB)` : ''} and are here after a reload.`,
    licences:
      'Texts: Wikipedia and GNOME Help (CC BY-SA 3.0), LibreOffice Help (MPL-2.0), Debian FAQ (GPL-2+), Unicode CLDR, UDHR, The Devil’s Dictionary.',
    forget: 'Remove the data',
    failed: (reason) => `This did not work: ${reason}`,
    milliseconds: (ms) => `${ms} ms`,
  },
  ja: {
    tagline: 'このタブの中で動くレイトインタラクション検索。サーバーはありません。',
    placeholder: '英語と日本語の短い文章 779 件を検索',
    search: '検索',
    bm25About: '単語',
    maxsimAbout: 'トークンベクトル',
    hybridAbout: '両方',
    starting: 'エンジンを起動しています…',
    importing: (done, all) => `文章とトークンベクトルをこのブラウザに保存しています… ${done} / ${all}`,
    ready: '例を選ぶか、入力してください。',
    found: (query) => `「${query}」`,
    noVectors:
      'このページにはエンコーダーがないため、入力した文にはトークンベクトルがありません。BM25 だけで検索します。例文にはベクトルが付いています。',
    needsVectors: '質問文のトークンベクトルが必要です。例を選んでください。',
    nothing: '見つかりませんでした。',
    stored: (count, mib) =>
      `${count} 件の文章をこのブラウザに保存しています${mib ? `（${mib} MB）` : ''}。再読み込みしても残ります。`,
    licences:
      '文章の出典：Wikipedia と GNOME ヘルプ（CC BY-SA 3.0）、LibreOffice ヘルプ（MPL-2.0）、Debian FAQ（GPL-2+）、Unicode CLDR、世界人権宣言、悪魔の辞典。',
    forget: 'データを削除',
    failed: (reason) => `エラーが起きました：${reason}`,
    milliseconds: (ms) => `${ms} ミリ秒`,
  },
};

let language = localStorage.getItem('language') ?? (navigator.language.startsWith('ja') ? 'ja' : 'en');

/** A text in the chosen language; those with gaps are functions. */
export function text(name, ...values) {
  const entry = TEXTS[language][name];
  return typeof entry === 'function' ? entry(...values) : entry;
}

/** Puts the texts into the page; elements name theirs in `data-text`, `data-placeholder` and `data-label`. */
export function translatePage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll('[data-placeholder]')) {
    element.placeholder = text(element.dataset.placeholder);
    element.setAttribute('aria-label', text(element.dataset.label));
  }
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
}

/** Calls back after the visitor chose another language. */
export function onLanguage(callback) {
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => {
      language = button.dataset.language;
      localStorage.setItem('language', language);
      translatePage();
      callback();
    });
  }
}
