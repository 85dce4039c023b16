import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,mjs}'],
    // The built package is what users run: it must not be transformed.
    server: { deps: { external: [/pkg\/dist\//] } },
    // Two cores are shared by browsers, workerd and compilers.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // How long something may take to become so; the default of one second is short for a busy machine.
    expect: { poll: { timeout: 20_000 } },
  },
});
