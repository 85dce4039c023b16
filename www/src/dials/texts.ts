import type { Texts } from '../app/language.js';
import type { Codec } from './settings.js';

export const TEXTS: Texts<{
  title: string;
  lead: string;
  measure: string;
  stop: string;
  again: string;
  idle: string;
  running(done: number, all: number): string;
  done(tokens: string): string;
  failed(reason: string): string;
  pooling: string;
  factor: Record<number, string>;
  codec: Record<Codec, string>;
  columns: string[];
  note: string;
}> = {
  en: {
    title: 'Smaller, and still right?',
    lead: 'Every way to hold the vectors, measured now, on this machine: memory, time, and how many of the exact ten best are found.',
    measure: 'Measure here',
    stop: 'Stop',
    again: 'Measure again',
    idle: '779 passages, 24 queries, three passes each; a minute at most.',
    running: (done, all) => `Measured ${done} of ${all}…`,
    done: (tokens) => `Measured over ${tokens} token vectors, in a thread beside the page.`,
    failed: (reason) => `This did not work: ${reason}`,
    pooling: 'Token vectors kept',
    factor: { 1: 'all', 2: 'one of 2', 3: 'one of 3' },
    codec: {
      none: 'f32',
      rq8: 'int8 · rq',
      sq: 'int8 · sq',
      pq: '4-bit · pq',
      rq1: '1-bit · rq',
      bq: '1-bit · bq',
    },
    columns: ['codec', 'memory', 'p50, ms', 'p95, ms', 'recall@10'],
    note: 'With a codec, the best candidates are scored again by full-precision vectors from storage, as Weaviate does: so recall stays high where memory falls.',
  },
  ja: {
    title: '小さくしても、正しいまま？',
    lead: 'ベクトルの持ち方ごとに、今このマシンで測ります。メモリ、時間、そして厳密な上位 10 件をどれだけ見つけられるか。',
    measure: 'ここで測る',
    stop: '中止',
    again: 'もう一度測る',
    idle: '文章 779 件、質問 24 件を 3 回ずつ。長くても 1 分ほどです。',
    running: (done, all) => `${all} 通り中 ${done} 通りを測定…`,
    done: (tokens) => `トークンベクトル ${tokens} 個を、ページとは別のスレッドで測りました。`,
    failed: (reason) => `エラーが起きました：${reason}`,
    pooling: '残すトークンベクトル',
    factor: { 1: 'すべて', 2: '2 個に 1 個', 3: '3 個に 1 個' },
    codec: {
      none: 'f32',
      rq8: 'int8・rq',
      sq: 'int8・sq',
      pq: '4 ビット・pq',
      rq1: '1 ビット・rq',
      bq: '1 ビット・bq',
    },
    columns: ['方式', 'メモリ', 'p50（ms）', 'p95（ms）', 'recall@10'],
    note: '量子化した場合は、上位の候補をストレージにある全精度のベクトルで採点し直します（Weaviate と同じ）。メモリが減っても再現率が高いのはそのためです。',
  },
};
