// Runs the harnesses of tests/reliability at a larger scale than `make test` does.
//   node scripts/reliability.mjs ci|torture [HARNESS…]      harnesses: the folders of tests/reliability that hold tests
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const [scale, ...chosen] = process.argv.slice(2);
const folders = readdirSync(join(ROOT, 'tests/reliability'), { recursive: true })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => path.split('/')[0]);
const harnesses = [...new Set(folders)].sort();
const unknown = chosen.filter((name) => !harnesses.includes(name));
if (!['ci', 'torture'].includes(scale) || unknown.length) {
  console.error(`usage: node scripts/reliability.mjs ci|torture [${harnesses.join('|')}]…`);
  process.exit(2);
}

const chromium = spawnSync(join(ROOT, 'scripts/browser.sh'), { stdio: 'inherit' });
if (chromium.status !== 0) process.exit(1);

const vitest = join(ROOT, 'pkg/node_modules/vitest/vitest.mjs');
const results = (chosen.length ? chosen : harnesses).map((name) => {
  const args = [vitest, 'run', '--config', 'tests/vitest.config.mjs', '--root', ROOT, `tests/reliability/${name}/`];
  const env = { ...process.env, RELIABILITY: scale };
  return { name, status: spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).status };
});
for (const { name, status } of results) console.log(`${name.padEnd(8)} ${status === 0 ? 'held' : 'FAILED'}`);
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1;
