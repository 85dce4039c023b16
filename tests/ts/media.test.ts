// Media as base64.
import { describe, expect, it, vi } from 'vitest';
import { toBase64FromMedia } from '../../pkg/src/collections/media.js';

describe('media', () => {
  it('makes base64 of bytes, files, URLs and what is base64 already', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    expect(await toBase64FromMedia(bytes)).toBe('AQID');
    expect(await toBase64FromMedia(bytes.buffer)).toBe('AQID');
    expect(await toBase64FromMedia(new Blob([bytes]))).toBe('AQID');
    expect(await toBase64FromMedia('data:text/plain,abc')).toBe('YWJj');
    expect(await toBase64FromMedia('AQID')).toBe('AQID');
    expect(await toBase64FromMedia('A'.repeat(100_000))).toBe('A'.repeat(100_000));
    const own = new URL(import.meta.url).pathname;
    expect(atob(await toBase64FromMedia(own))).toContain('makes base64 of bytes');
    expect((await toBase64FromMedia(new Uint8Array(200_000))).length).toBe(266_668);
  });

  it('reads off what a data URL holds', async () => {
    vi.stubGlobal('fetch', () => expect.unreachable());
    expect(await toBase64FromMedia('data:application/octet-stream;base64,AQID')).toBe('AQID');
    expect(await toBase64FromMedia('data:image/png;name=a.png;base64,AQID')).toBe('AQID');
    vi.unstubAllGlobals();
  });
});
