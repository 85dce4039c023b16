#!/usr/bin/env node
/** The command `weavelet`. */
import { parseArgs } from 'node:util';
import { BUILD_OPTIONS, build, USAGE } from '../cli/build.js';
import weavelet from './node.js';

const [command, ...rest] = process.argv.slice(2);
try {
  if (command !== 'build')
    throw new Error(command ? `no command is called ${JSON.stringify(command)}` : 'no command given');
  const { values, positionals } = parseArgs({ args: rest, options: BUILD_OPTIONS, allowPositionals: true });
  await build(weavelet, positionals, values);
} catch (error) {
  process.stderr.write(`weavelet: ${error instanceof Error ? error.message : error}\n\n${USAGE}\n`);
  process.exitCode = 1;
}
