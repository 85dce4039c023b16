/** The page's end: an encoder whose model is in a thread of its own, so that this one never waits for it. */
import type { EncodeOptions, EncoderProgress, LocalEncoder, LocalEncoderOptions } from '../types/encoder.js';
import { Channel } from '../worker/channel.js';
import type { Port } from '../worker/port.js';
import type { EncoderMethods, EncoderSource } from './methods.js';

type Link = Channel<EncoderMethods, Record<never, never>>;

/** @param open starts the thread, when it is needed first */
export function encoderBy(open: () => Port, source: EncoderSource, onProgress?: LocalEncoderOptions['onProgress']) {
  let link: Link | undefined;
  const linked = (): Link => {
    if (!link || link.broken) link = new Channel(open(), {});
    return link;
  };
  const noting = (also?: EncodeOptions['onProgress']) => (progress: EncoderProgress) => {
    onProgress?.(progress);
    also?.(progress);
  };
  const encode = async (texts: string[], { kind, signal, onProgress: also }: EncodeOptions) =>
    linked().ask('encode', { source, texts, kind }, { signal, onNote: noting(also) });
  const members: Pick<LocalEncoder, 'load' | 'close'> = {
    load: async ({ signal, onProgress: also } = {}) => linked().ask('load', source, { signal, onNote: noting(also) }),
    async close() {
      link?.break(new Error('the encoder was closed'));
      link = undefined;
    },
  };
  return Object.assign(encode, members) satisfies LocalEncoder as LocalEncoder;
}

/** An address of a folder ends in a slash, so that files stand in it and not beside it. */
export const folderAt = (url: URL): string => (url.href.endsWith('/') ? url.href : `${url.href}/`);
