/** The panels in their order. The first one comes with the page, the others when they are asked for. */
import type { Texts } from './app/language.js';
import type { MakePanel } from './app/panel.js';
import { makeSearch } from './search/panel.js';
import './search/search.css';
import './why/alignment.css';

type Entry = { id: string; name: Texts<string>; load(): Promise<MakePanel> };

export const PANELS: Entry[] = [
  { id: 'search', name: { en: 'Search', ja: '検索' }, load: async () => makeSearch },
  {
    id: 'why',
    name: { en: 'Why', ja: '内訳' },
    load: async () => (await import('./why/panel.js')).makeWhy,
  },
  {
    id: 'pages',
    name: { en: 'Pages', ja: 'ページ画像' },
    load: async () => (await import('./pages/panel.js')).makePages,
  },
  {
    id: 'hybrid',
    name: { en: 'Hybrid', ja: 'ハイブリッド' },
    load: async () => (await import('./hybrid/panel.js')).makeHybrid,
  },
  {
    id: 'dials',
    name: { en: 'Dials', ja: '圧縮' },
    load: async () => (await import('./dials/panel.js')).makeDials,
  },
  {
    id: 'data',
    name: { en: 'Your data', ja: '自分のデータ' },
    load: async () => (await import('./data/panel.js')).makeData,
  },
  {
    id: 'code',
    name: { en: 'On the edge', ja: 'エッジで' },
    load: async () => (await import('./code/panel.js')).makeCode,
  },
];
