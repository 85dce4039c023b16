import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The first block of JavaScript. */
const example = (readme: string): string => readme.match(/```js\n([\s\S]*?)```/)?.[1] ?? '';

for (const name of ['README.md', 'README.ja.md']) {
  const source = example(readFileSync(join(ROOT, name), 'utf8'));
  describe(name, () => {
    it('has an example of at most 20 lines', () => {
      expect(source.trim().split('\n').length).toBeLessThanOrEqual(20);
      expect(source).toContain("from 'weavelet'");
    });

    it('prints what it says, twice over', () => {
      // Inside the package's folder, so that its name resolves; the data go into this folder too.
      const folder = mkdtempSync(join(ROOT, 'pkg/node_modules/.readme-'));
      try {
        writeFileSync(join(folder, 'example.mjs'), source);
        const promised = [...source.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
        expect(promised.length).toBeGreaterThan(0);
        for (let run = 0; run < 2; run++) {
          const output = execFileSync(process.execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8' });
          expect(output.trim().split('\n')).toEqual(promised);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
}
