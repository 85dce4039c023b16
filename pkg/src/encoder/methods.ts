/** What is asked of the encoder's thread. */
import type { EncoderProgress, LocalText } from '../types/encoder.js';

/** Addresses that mean the same in both threads. */
export type EncoderSource = { folder: string; cache?: string | false; runtime?: string };

export type EncoderMethods = {
  load: { argument: EncoderSource; reply: undefined; note: EncoderProgress };
  encode: {
    argument: { source: EncoderSource; texts: string[]; kind: 'query' | 'document' };
    reply: LocalText[];
    note: EncoderProgress;
  };
};
