/** Processes that the engine cannot run in: each is told why, and what to do. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const PROGRAM = `import weavelet from 'weavelet';
  await weavelet.connectToLocal({ storage: 'memory' }).then(
    () => console.log('connected'),
    (error) => console.log(error.name + ': ' + error.message),
  );`;

/** What comes of connecting in a Node.js with these options. */
async function failure(...options: string[]): Promise<string> {
  const args = [...options, '--input-type=module', '--eval', PROGRAM];
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  return (await promisify(execFile)(process.execPath, args, { cwd })).stdout.trim();
}

describe('a wrong environment', () => {
  it('is none as it is', async () => {
    expect(await failure()).toBe('connected');
  });

  it('has no WebAssembly', async () => {
    expect(await failure('--jitless')).toMatch(
      /^WeaviateStartUpError: .* message: this environment has no WebAssembly: weavelet cannot run without it/,
    );
  });

  // V8 has WebAssembly SIMD where the processor has SSE 4.1.
  it.runIf(process.arch === 'x64')('has WebAssembly without SIMD', async () => {
    expect(await failure('--noenable-sse4-1')).toMatch(
      /^WeaviateStartUpError: .* message: this environment has no WebAssembly SIMD: weavelet needs Chrome 91/,
    );
  });
});
