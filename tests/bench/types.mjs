// What the types cost a compiler: a program with 200 typed collections, against the same program with none.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COLLECTIONS = 200;
const RUNS = 5;
const PKG = fileURLToPath(new URL('../../pkg/', import.meta.url));

const head = `import weavelet, { configure, Filters } from 'weavelet';
const client = await weavelet.connectToLocal({ storage: 'memory' });
`;
/** Creates, fills and searches one collection; its types are inferred from what \`create\` is given. */
const block = (i) => `{
  const collection = await client.collections.create({
    name: 'Collection${i}',
    properties: [
      { name: 'title${i}', dataType: 'text' },
      { name: 'tags', dataType: 'text[]' },
      { name: 'pages', dataType: 'int' },
      { name: 'at', dataType: 'date' },
      { name: 'place', dataType: 'object', nestedProperties: [{ name: 'city', dataType: 'text' }] },
    ],
    vectorizers: [
      configure.multiVectors.selfProvided({ name: 'tokens${i}' }),
      configure.vectors.selfProvided({ name: 'single' }),
    ],
  });
  await collection.data.insert({
    properties: { title${i}: 'a', tags: ['b'], pages: ${i}, at: new Date(), place: { city: 'c' } },
    vectors: { tokens${i}: [[1, 0]], single: [1, 0] },
  });
  const { objects } = await collection.query.nearVector([[1, 0]], {
    targetVector: 'tokens${i}',
    includeVector: true,
    filters: Filters.and(
      collection.filter.byProperty('title${i}').like('a*'),
      collection.filter.byProperty('pages').greaterThan(1),
    ),
  });
  for (const { properties, vectors } of objects) {
    const title: string | undefined = properties.title${i};
    const rows: number[][] = vectors.tokens${i};
    console.log(title, rows.length);
  }
}
`;

// Inside the package's folder, so that its name resolves.
const folder = mkdtempSync(join(PKG, 'node_modules/.types-'));
try {
  const programs = { without: 0, with: COLLECTIONS };
  const compilerOptions = { target: 'es2022', module: 'esnext', moduleResolution: 'bundler', strict: true };
  for (const [name, count] of Object.entries(programs)) {
    writeFileSync(join(folder, `${name}.ts`), head + Array.from({ length: count }, (_, i) => block(i)).join(''));
    writeFileSync(
      join(folder, `${name}.json`),
      JSON.stringify({ compilerOptions: { ...compilerOptions, types: ['node'] }, files: [`${name}.ts`] }),
    );
  }
  const tsc = join(PKG, 'node_modules/typescript/bin/tsc');
  const best = { without: Infinity, with: Infinity };
  for (let run = 0; run < RUNS; run++) {
    for (const name of Object.keys(programs)) {
      const before = performance.now();
      execFileSync(process.execPath, [tsc, '--noEmit', '-p', `${name}.json`], { cwd: folder, stdio: 'inherit' });
      best[name] = Math.min(best[name], performance.now() - before);
    }
  }
  const [base, full] = [best.without / 1000, best.with / 1000];
  const each = (best.with - best.without) / COLLECTIONS;
  console.log(
    `types       ${full.toFixed(2)} s with ${COLLECTIONS} collections, ${base.toFixed(2)} s with none, ${each.toFixed(2)} ms each`,
  );
  const round = (value) => Math.round(value * 100) / 100;
  const numbers = { collections: COLLECTIONS, runs: RUNS, seconds: round(full), baseSeconds: round(base) };
  console.log(JSON.stringify({ bench: 'types', ...numbers, msPerCollection: round(each) }));
} finally {
  rmSync(folder, { recursive: true });
}
