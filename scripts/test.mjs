// Builds, checks and runs every suite; ends with the line "N passed, N failed" over all of them.
//   node scripts/test.mjs [SUITE…]      suites: check rust and the folders of tests/ that hold *.test.* files
//   BROWSERS=chromium[,firefox,webkit]   the browsers to run in; all by default
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EVERY_BROWSER = (process.env.BROWSERS ?? 'chromium,firefox,webkit').split(',');
/** The browsers of a suite, which are installed before it begins. */
const BROWSERS = {
  browser: ['chromium', ...EVERY_BROWSER],
  docs: ['chromium'],
  encoder: ['chromium'],
  packaging: ['chromium'],
  react: ['chromium'],
  reliability: ['chromium'],
  simd: ['chromium', ...EVERY_BROWSER],
};

/** Runs a program, shows what it prints, and returns that together with the exit code. */
function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const sum = (output, pattern) => [...output.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);

/** A suite that ended badly without a failed test (a crash, a build error) counts as one failure. */
const tally = (code, passed, failed) => ({ passed, failed: failed === 0 && code !== 0 ? 1 : failed });

async function check() {
  const { code, output } = await run('scripts/check.sh', []);
  return tally(code, sum(output, /^(\d+) passed, \d+ failed$/gm), sum(output, /^\d+ passed, (\d+) failed$/gm));
}

async function rust() {
  const { code, output } = await run('cargo', ['test', '--locked', '--target-dir', 'target/native']);
  return tally(code, sum(output, /^test result: .*? (\d+) passed/gm), sum(output, /^test result: .*? (\d+) failed/gm));
}

/** The failed tests of a file in vitest's report, each as `file › test: first lines of its error`. */
function failuresOf({ name, message, assertionResults }) {
  const file = relative(ROOT, name);
  const failed = assertionResults.filter((result) => result.status === 'failed');
  if (!failed.length) return message ? [`${file}: ${message}`] : [];
  return failed.map((result) => {
    const reason = result.failureMessages.join('\n').split('\n').slice(0, 12).join('\n    ');
    return `${file} › ${result.fullName}:\n    ${reason}`;
  });
}

/** One vitest run over tests/NAME. */
async function folder(name) {
  for (const browser of new Set(BROWSERS[name])) {
    const { code } = await run('scripts/browser.sh', [browser]);
    if (code !== 0) return { passed: 0, failed: 1 };
  }
  // Before the files of a suite want it, which run side by side.
  if (['browser', 'docs', 'encoder'].includes(name)) {
    const { code } = await run('scripts/encoder.sh', []);
    if (code !== 0) return { passed: 0, failed: 1 };
  }
  if (name === 'browser') {
    const { code } = await run('scripts/page.sh', []);
    if (code !== 0) return { passed: 0, failed: 1 };
  }
  // Documents show hooks, too.
  const modules = name === 'docs' ? 'react' : name;
  if (existsSync(join(ROOT, 'tests', modules, 'package-lock.json'))) {
    const { code } = await run('bash', ['-c', `set -e; . scripts/lib.sh; npm_ci tests/${modules}`]);
    if (code !== 0) return { passed: 0, failed: 1 };
  }
  const report = join(mkdtempSync(join(tmpdir(), 'weavelet-report-')), 'report.json');
  const vitest = join(ROOT, 'pkg/node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = [vitest, 'run', '--config', 'tests/vitest.config.mjs', '--root', ROOT, ...reporters, `tests/${name}/`];
  const { code } = await run(process.execPath, args);
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return { ...tally(code, numPassedTests, numFailedTests), failures: testResults.flatMap(failuresOf) };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(join(report, '..'), { recursive: true });
  }
}

const tests = readdirSync(join(ROOT, 'tests'), { recursive: true })
  .filter((path) => /\.test\.(ts|mjs)$/.test(path) && !path.includes('node_modules'))
  .map((path) => path.split('/')[0]);
const suites = { check, rust };
for (const name of [...new Set(tests)].sort()) suites[name] = () => folder(name);

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in suites));
if (unknown.length) {
  console.error(`no suite ${unknown.join(', ')}: choose from ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}

const started = Date.now();
const { code } = await run('scripts/build.sh', []);
const results = [['build', { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }]];
for (const [name, suite] of Object.entries(suites)) {
  if (chosen.length && !chosen.includes(name)) continue;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`\n\x1b[1m── ${name} (${seconds} s) ──\x1b[0m`);
  results.push([name, await suite()]);
}

console.log('');
// Once more at the end, where a reader of a long log looks first.
for (const [, { failures = [] }] of results) for (const failure of failures) console.log(`FAILED ${failure}`);
for (const [name, { passed, failed }] of results) console.log(`${name.padEnd(12)} ${passed} passed, ${failed} failed`);
const total = (key) => results.reduce((all, [, result]) => all + result[key], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') ? 1 : 0;
