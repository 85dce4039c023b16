import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { encoderFolder } from './files.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

it('the example in docs/encoder.md prints what it says', () => {
  encoderFolder();
  const source = readFileSync(join(ROOT, 'docs/encoder.md'), 'utf8').match(/```js\n([\s\S]*?)```/)?.[1] ?? '';
  const promised = [...source.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
  // inside the package's folder, so that its name resolves
  const folder = mkdtempSync(join(ROOT, 'pkg/node_modules/.docs-'));
  try {
    writeFileSync(join(folder, 'example.mjs'), source);
    const output = execFileSync(process.execPath, [join(folder, 'example.mjs')], { cwd: ROOT, encoding: 'utf8' });
    expect(output.trim().split('\n')).toEqual(promised);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
