// What tests/bench/bm25.mjs runs: in the page as a script, in Node as a program that prints JSON.
//   node --expose-gc keyword.js CORPUS.json times ROUNDS     node --expose-gc keyword.js CORPUS.json memory ENGINE
import { BUILDS } from './engines.js';

/** Queries timed as one: clocks of browsers are coarse. */
const CHUNK = 25;

/** Milliseconds of each round by engine, the engines in turns: to build, and per query by its number of words. */
export async function times({ texts, queries }, rounds) {
  const builds = {};
  const found = {};
  for (const name of Object.keys(BUILDS)) builds[name] = { build: [], words: {}, found: 0 };
  for (let round = 0; round < rounds; round++) {
    for (const [name, build] of Object.entries(BUILDS)) {
      await found[name]?.close?.();
      found[name] = undefined;
      globalThis.gc?.();
      const since = performance.now();
      found[name] = await build(texts);
      builds[name].build.push(performance.now() - since);
    }
  }
  const byWords = {};
  for (const query of queries) {
    const words = query.split(' ').length;
    byWords[words] ??= [];
    byWords[words].push(query);
  }
  // the first round warms up
  for (let round = 0; round <= rounds; round++) {
    for (const [words, asked] of Object.entries(byWords)) {
      const sums = {};
      for (let from = 0; from < asked.length; from += CHUNK) {
        const chunk = asked.slice(from, from + CHUNK);
        for (const [name, engine] of Object.entries(found)) {
          const since = performance.now();
          for (const query of chunk) builds[name].found += await engine.search(query);
          sums[name] = (sums[name] ?? 0) + performance.now() - since;
        }
      }
      if (round === 0) continue;
      for (const [name, sum] of Object.entries(sums)) {
        builds[name].words[words] ??= [];
        builds[name].words[words].push(sum / asked.length);
      }
    }
  }
  for (const [name, engine] of Object.entries(found)) {
    if (builds[name].found === 0) throw new Error(`${name} found nothing`);
    await engine.close?.();
  }
  return builds;
}

/** Bytes that an engine's index takes of this process: live heap and buffers before and after. */
export async function memory({ texts, queries }, name) {
  // what is loaded and compiled on first use is not the index
  const small = await BUILDS[name](texts.slice(0, 10));
  await small.search(queries[0]);
  await small.close?.();
  const before = live();
  const engine = await BUILDS[name](texts);
  await engine.search(queries[0]);
  const after = live();
  const own = await engine.bytes?.();
  await engine.close?.();
  return { heap: after.heap - before.heap, buffers: after.buffers - before.buffers, own };
}

function live() {
  for (let i = 0; i < 4; i++) globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers };
}

if (globalThis.process?.argv?.[2]) {
  const { readFileSync } = await import('node:fs');
  const [, , file, what, argument] = process.argv;
  const set = JSON.parse(readFileSync(file, 'utf8'));
  const result = what === 'memory' ? await memory(set, argument) : await times(set, Number(argument));
  console.log(JSON.stringify(result));
} else {
  globalThis.bench = { times };
}
