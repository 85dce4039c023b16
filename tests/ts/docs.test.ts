// Programs in the manner of the documentation compile as they do against Weaviate's client: in non-strict mode.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('compiles programs that were written for the other client', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const tsc = 'pkg/node_modules/typescript/bin/tsc';
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tests/ts/docs/tsconfig.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  // The sources of the package are strict, and checked so elsewhere.
  expect(stdout.split('\n').filter((line) => line.startsWith('tests/'))).toEqual([]);
}, 60_000);
