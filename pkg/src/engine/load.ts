/** Loads the engine's module; where that cannot be done, says why and what to do about it. */
import { environment, type Settings } from '../environment.js';
import { EngineError } from './engine.js';
import { pickSimd, type Simd } from './simd.js';

/** A module with one fixed-width SIMD function: `(i8x16.popcnt (i8x16.splat (i32.const 0)))`. */
const SIMD = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 0x41, 0, 0xfd, 15, 0xfd, 98, 11],
);

/** What the engines say of a module that a content security policy forbids: Chromium, WebKit; Firefox. */
const POLICY = /unsafe-eval|\bCSP\b/;

const unsupported = (message: string, cause?: unknown) => {
  const error = new EngineError(message, 501, 'unsupported');
  error.cause = cause;
  return error;
};

/** The module that is on its way before anyone asked for it, and which of the two it is. */
let early: { simd: Simd; source: Promise<WebAssembly.Module | BufferSource> } | undefined;

/**
 * Begins to load the module that suits this engine: for threads that are started for it, and have nothing else to do
 * until the page has loaded too. What fails here fails again, and is told, when the module is wanted.
 */
export function loadEarly(): void {
  if (typeof WebAssembly === 'undefined') return;
  const simd = pickSimd({});
  early = { simd, source: environment().loadWasm(() => simd) };
  early.source.catch(() => undefined);
}

function loadSource(env: Settings): Promise<WebAssembly.Module | BufferSource> {
  const known = early;
  early = undefined;
  return known && known.simd === pickSimd(env) ? known.source : environment().loadWasm(() => pickSimd(env));
}

/**
 * The compiled module, chosen by {@link pickSimd}.
 * @throws EngineError `unsupported` without WebAssembly or its SIMD; `unavailable` when the file cannot be had.
 * @throws whatever the engine says of a module that it does not take: {@link loadFailure} explains it.
 */
export async function loadModule(env: Settings): Promise<WebAssembly.Module> {
  if (typeof WebAssembly === 'undefined') {
    throw unsupported(
      'this environment has no WebAssembly: weavelet cannot run without it (Node.js with --jitless and browsers in ' +
        'lockdown mode switch it off)',
    );
  }
  if (!WebAssembly.validate(SIMD)) {
    throw unsupported(
      'this environment has no WebAssembly SIMD: weavelet needs Chrome 91, Firefox 89, Safari 16.4, Node.js 20 or ' +
        'later, on a processor that has it',
    );
  }
  const source = await loadSource(env);
  return source instanceof WebAssembly.Module ? source : WebAssembly.compile(source);
}

/** Why the module could not be compiled or started, with the remedy where one is known. */
export function loadFailure(error: unknown): unknown {
  if (error instanceof EngineError || !(error instanceof Error) || !POLICY.test(error.message)) return error;
  return unsupported(
    "the page's content security policy forbids WebAssembly: add 'wasm-unsafe-eval' to its script-src",
    error,
  );
}
