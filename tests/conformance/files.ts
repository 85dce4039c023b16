/** Reads the recorded cases and the data they insert. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Value } from './arguments.js';
import type { Case } from './replay.js';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

export const data = { 'corpus.json': read('data/corpus.json') as Value[] };

/** Every recorded case's name. */
export const allCases = (): string[] =>
  readdirSync(new URL('cases', import.meta.url))
    .map((file) => file.replace(/\.json$/, ''))
    .sort();

/** The names of the cases that are expected to pass. */
export function expectedCases(): string[] {
  const { cases } = read('suites.json') as { cases: 'all' | string[] };
  return cases === 'all' ? allCases() : cases;
}

export const readCase = (name: string): Case => read(`cases/${name}.json`) as Case;

/** Steps at which this package answers otherwise on purpose, by case. */
export function differences(name: string): Map<number, string> {
  const listed = read('differences.json') as { case: string; steps: number[]; reason: string }[];
  const own = listed.filter((entry) => entry.case === name);
  return new Map(own.flatMap(({ steps, reason }) => steps.map((step): [number, string] => [step, reason])));
}
