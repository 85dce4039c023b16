/** Every code block of the documents is run, and prints what it promises. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type JinaServer, startJina } from '../conformance/jina.js';
import { DevWorker } from '../workers/dev-worker.js';
import { type Block, blocksOf, programOf, promised, requests } from './blocks.js';
import { runInNode, runInPage } from './run.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const guides = readdirSync(join(ROOT, 'docs'), { recursive: true }).map((name) => join('docs', String(name)));
const DOCUMENTS = ['README.md', 'README.ja.md', 'CONTRIBUTING.md', ...guides].filter((name) => name.endsWith('.md'));

/** Commands that are tested elsewhere, or are the reader's own business. */
const TARGETS = [...readFileSync(join(ROOT, 'Makefile'), 'utf8').matchAll(/^([\w-]+):/gm)].map(([, target]) => target);

describe.each(DOCUMENTS)('%s', (name) => {
  const text = readFileSync(join(ROOT, name), 'utf8');
  const blocks = blocksOf(text);
  let folder: string;
  let jina: JinaServer;
  beforeAll(async () => {
    jina = await startJina();
  });
  afterAll(() => jina.stop());
  beforeEach(() => {
    // Inside the package's folder, so that its name resolves; the data go into this folder too.
    folder = mkdtempSync(join(ROOT, 'pkg/node_modules/.docs-'));
    symlinkSync(join(ROOT, 'models'), join(folder, 'models'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** That all promised lines were printed, in their order. */
  function expectPromised(program: string, printed: string[]): void {
    const lines = promised(program);
    const kept = printed.filter((line) => lines.includes(line.trim())).map((line) => line.trim());
    expect(kept, printed.join('\n')).toEqual(lines);
  }

  const inNode = programOf(blocks, '');
  if (inNode) {
    it('runs in Node.js', async () => expectPromised(inNode, await runInNode(inNode, folder, jina.url)));
  }

  const inPage = programOf(blocks, 'page');
  if (inPage) it('runs in a page', async () => expectPromised(inPage, await runInPage(inPage, folder)));

  for (const { code } of blocks.filter(({ place }) => place === 'worker')) {
    it(`runs in a Worker: ${code.split('\n')[0]}`, async () => {
      writeFileSync(join(folder, 'worker.ts'), code);
      const classes = [...code.matchAll(/env\.([A-Z]+)\b/g)].map(([, binding]) => binding!);
      const worker = await DevWorker.bundled(new URL(`file://${join(folder, 'worker.ts')}`), {
        objects: Object.fromEntries(
          classes.filter((binding) => binding !== 'FILES').map((binding) => [binding, objectClass(code)]),
        ),
        buckets: classes.filter((binding) => binding === 'FILES'),
      });
      try {
        expect(requests(code).length).toBeGreaterThan(0);
        for (const { method, path, body, answer } of requests(code)) {
          expect(await worker.text(path, body ? JSON.parse(body) : undefined, method), path).toBe(answer);
        }
      } finally {
        await worker.stop();
      }
    });
  }

  const commands = blocks.filter(({ language }) => language === 'sh').flatMap(commandsOf);
  if (commands.length > 0)
    it('has commands that there are', async () => {
      for (const { language, place, code } of blocks) {
        if (language.startsWith('json') && place) writeFileSync(join(folder, place), code);
      }
      for (const command of commands) {
        const [program, target] = command.split(/\s+/);
        if (program === 'make') expect(TARGETS, command).toContain(target);
        else if (command.startsWith('npx weavelet ')) await weavelet(command, folder);
        else expect(['npm', 'npx', 'rustup', 'cd', 'node', 'git', 'SEED=7'], command).toContain(program);
      }
    });

  it('has no block that nothing runs', () => {
    const known = ['js', 'ts', 'tsx', 'json', 'jsonc', 'jsonl', 'sh', 'text'];
    expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
    for (const { language, code } of blocks) if (language === 'json') JSON.parse(code);
  });

  if (name.startsWith('README'))
    it('begins with an example of at most 20 lines', () => {
      const [first] = blocks;
      expect(first?.code.trim().split('\n').length).toBeLessThanOrEqual(20);
      expect(first?.code).toContain("from 'weavelet'");
    });

  it('links to files that there are', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link!);
    for (const link of links) expect(existsSync(join(ROOT, name, '..', link)), link).toBe(true);
  });
});

const commandsOf = ({ code }: Block): string[] =>
  code
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter(Boolean);

/** The command of the package, as `npx` finds it. */
const weavelet = (command: string, cwd: string) =>
  promisify(execFile)(process.execPath, [join(ROOT, 'pkg/dist/cli.js'), ...command.split(/\s+/).slice(2)], { cwd });

const objectClass = (code: string): string => /export (?:class|\{) (\w+)/.exec(code)?.[1] ?? 'WeaveletObject';
