import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import weavelet from 'weavelet';
import { toyEmbeddings } from '../../pkg/examples/toy-embeddings.js';
import { option1, option2, searchOption2 } from '../../pkg/examples/tutorial.js';
import { type JinaServer, multiVector, startJina } from '../conformance/jina.js';

const PKG = fileURLToPath(new URL('../../pkg/', import.meta.url));

describe('the tutorial', () => {
  let jina: JinaServer;
  beforeAll(async () => {
    jina = await startJina();
  });
  afterAll(() => jina?.stop());

  it('option 1: the integration embeds objects and queries', async () => {
    const client = await weavelet.connectToLocal({ storage: 'memory', headers: { 'X-JinaAI-Api-Key': 'toy' } });
    const lines: string[] = [];
    const found = await option1(client, { embed: multiVector, baseURL: jina.url, log: (line) => lines.push(line) });
    for (const kind of ['nearText', 'hybrid', 'nearVector', 'hybridVector'])
      expect(found[kind]?.[0], kind).toBe('doc1');
    expect(lines[0]).toMatch(/^doc\d: \d+ vectors of 128 dimensions$/);
    expect(jina.take().length).toBeGreaterThanOrEqual(5);
    await client.close();
  });

  it('option 2: objects and queries bring their own embeddings', async () => {
    const client = await weavelet.connectToLocal({ storage: 'memory' });
    const found = await option2(client, { embed: toyEmbeddings });
    expect(found.stored).toEqual(['doc1', 'doc2', 'doc3']);
    for (const kind of ['nearVector', 'hybrid', 'bm25']) expect(found[kind]?.[0], kind).toBe('doc1');
    expect(await searchOption2(client, { embed: toyEmbeddings })).toEqual(found);
    await client.close();
    expect(jina.take()).toEqual([]);
  });

  it('is a program for weaviate-client when its import line is changed back', () => {
    const folder = mkdtempSync(join(PKG, 'node_modules/.tutorial-'));
    try {
      const source = readFileSync(join(PKG, 'examples/tutorial.ts'), 'utf8');
      expect(source.match(/'weavelet'/g)).toHaveLength(1);
      writeFileSync(join(folder, 'tutorial.ts'), source.replace("'weavelet'", "'weaviate-client'"));
      const options = {
        target: 'es2022',
        module: 'esnext',
        moduleResolution: 'bundler',
        strict: true,
        noEmit: true,
        types: ['node'],
        skipLibCheck: true,
      };
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: options, files: ['tutorial.ts'] }),
      );
      const tsc = join(PKG, 'node_modules/typescript/bin/tsc');
      execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', stdio: 'pipe' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
