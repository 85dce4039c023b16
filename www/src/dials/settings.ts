/** What is compared: how vectors are held, and how many are kept. */
import { configure, type QuantizerConfigCreate } from 'weavelet';

export type Codec = 'none' | 'rq8' | 'sq' | 'pq' | 'rq1' | 'bq';
export type Setting = { codec: Codec; pooling: number };
/** Sizes in bytes, times in milliseconds, recall@10 as a fraction. */
export type Measured = { bytes: number; p50: number; p95: number; recall: number };

const { quantizer } = configure.vectorIndex;

/** Full precision, then 8, 4 and 1 bit a component. */
export const CODECS: { id: Codec; config(): QuantizerConfigCreate | undefined }[] = [
  { id: 'none', config: () => undefined },
  { id: 'rq8', config: () => quantizer.rq({ bits: 8 }) },
  { id: 'sq', config: () => quantizer.sq() },
  { id: 'pq', config: () => quantizer.pq() },
  { id: 'rq1', config: () => quantizer.rq({ bits: 1 }) },
  { id: 'bq', config: () => quantizer.bq() },
];
export const POOLINGS = [1, 2, 3];

export type Request = { settings: Setting[] };
export type Reply =
  | { kind: 'measured'; setting: Setting; measured: Measured }
  | { kind: 'done'; tokens: number }
  | { kind: 'failed'; reason: string };
