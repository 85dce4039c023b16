// Plays recorded cases: node tests/conformance/run.mjs [--module PATH_OR_NAME] [CASE…]      no case: all of them
//   STEPS=1 prints every step, TEXTS=1 the error texts that differ. Ends with "N passed, N failed".
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const { STEPS, TEXTS } = process.env;
const args = process.argv.slice(2);
const chosen = args[0] === '--module' ? args.splice(0, 2)[1] : 'weavelet';

// The runner is TypeScript; Node 20 needs it bundled first.
const bundle = fileURLToPath(new URL('.run.mjs', import.meta.url));
await build({
  stdin: {
    contents: "export * from './files.ts'; export * from './jina.ts'; export * from './replay.ts';",
    resolveDir: fileURLToPath(new URL('.', import.meta.url)),
  },
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  logLevel: 'error',
});
const { allCases, data, differences, readCase, RECORDED_PORT, Replay, startJina } = await import(
  pathToFileURL(bundle).href
);
const module = await import(/^[./]/.test(chosen) ? pathToFileURL(resolve(chosen)).href : chosen);

let passed = 0;
let failed = 0;
let texts = 0;
for (const name of args.length ? args : allCases()) {
  const recorded = readCase(name);
  const jina = recorded.jina ? await startJina(RECORDED_PORT) : undefined;
  const replay = await Replay.start(recorded, module, data, { storage: 'memory' }, jina);
  const failures = [];
  for (const [index, step] of recorded.steps.entries()) {
    const verdict = await replay.play(step, index);
    const intended = differences(name).get(index);
    if (verdict.fail !== undefined && !intended) failures.push(`${verdict.step}: ${verdict.fail}`);
    if (STEPS) console.log(`     ${verdict.fail === undefined ? 'ok  ' : 'FAIL'} ${verdict.step}`);
    if (TEXTS) for (const text of verdict.texts) console.log(`     text ${verdict.step}: ${text}`);
    texts += verdict.texts.length;
  }
  await replay.stop();
  await jina?.stop();
  passed += recorded.steps.length - failures.length;
  failed += failures.length;
  console.log(
    `${failures.length ? 'FAIL' : 'ok  '} ${name}: ${recorded.steps.length - failures.length}/${recorded.steps.length}`,
  );
  for (const failure of failures) console.log(`     ${failure}`);
}
console.log(`${texts} error texts differ`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
