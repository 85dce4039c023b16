/**
 * How much of a harness runs: `sample` with every `make test`, `ci` by `make test-kill` and `make test-power`,
 * `torture` all of it.
 */
const NAMES = ['sample', 'ci', 'torture'];

const asked = process.env.RELIABILITY ?? 'sample';
const level = NAMES.indexOf(asked);
if (level < 0) throw new Error(`RELIABILITY=${asked}: choose from ${NAMES.join(', ')}`);

/** The figure for the scale of this run. */
export const atScale = (sample: number, ci: number, torture: number): number => [sample, ci, torture][level]!;

/** Every random choice follows from this; a failed run is repeated with `SEED=… `. */
export const SEED = Number(process.env.SEED ?? 1);

/** No limit: the number of rounds bounds a test, not the clock. In ms. */
export const PATIENCE = 4 * 3_600_000;

/** Prints one line of the report. */
export const report = (line: string): void => console.log(`reliability: ${line} (SEED=${SEED})`);
