import type { Texts } from './language.js';

export const TEXTS: Texts<{
  title: string;
  skip: string;
  panels: string;
  language: string;
  loaded(bytes: string, requests: number): string;
  requests(since: number): string;
  simd(kind: string): string;
  offline: string;
  licences: string;
  failed(reason: string): string;
}> = {
  en: {
    title: 'weavelet: search inside this tab',
    skip: 'Skip to the content',
    panels: 'Screens',
    language: 'Language',
    loaded: (bytes, requests) => `${bytes} in ${requests} requests`,
    requests: (since) => (since === 0 ? 'no request since' : `${since} ${since === 1 ? 'request' : 'requests'} since`),
    simd: (kind) => `SIMD: ${kind}`,
    offline: 'works offline',
    failed: (reason) => `This did not work: ${reason}`,
    licences:
      'Texts: Wikipedia and GNOME Help (CC BY-SA 3.0), LibreOffice Help (MPL-2.0), Debian FAQ (GPL-2+), Unicode CLDR, the Universal Declaration of Human Rights, The Devil’s Dictionary.',
  },
  ja: {
    title: 'weavelet：タブの中の検索エンジン',
    skip: '本文へ移動',
    panels: '画面',
    language: '言語',
    loaded: (bytes, requests) => `${bytes}・${requests} リクエスト`,
    requests: (since) => (since === 0 ? 'その後の通信なし' : `その後 ${since} リクエスト`),
    simd: (kind) => `SIMD：${kind}`,
    offline: 'オフライン対応',
    failed: (reason) => `エラーが起きました：${reason}`,
    licences:
      '文章の出典：Wikipedia と GNOME ヘルプ（CC BY-SA 3.0）、LibreOffice ヘルプ（MPL-2.0）、Debian FAQ（GPL-2+）、Unicode CLDR、世界人権宣言、悪魔の辞典。',
  },
};
