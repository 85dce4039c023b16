import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { check } from '../../scripts/check-deps.mjs';

/** What the script says about a checkout with these files. */
function verdict(files) {
  const root = mkdtempSync(join(tmpdir(), 'weavelet-deps-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return check(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe('dependency rules', () => {
  it('hold in this checkout', () => {
    expect(check(fileURLToPath(new URL('../..', import.meta.url)))).toEqual([]);
  });

  it('allow what the design allows', () => {
    const files = {
      'src/lib.rs': 'pub mod simd; use wasm_bindgen::prelude::*;',
      'src/simd/mod.rs': 'use crate::memory::Budget; unsafe fn f() {}',
      'src/query/near.rs': '// never crate::segment\nuse crate::{error::Error, vector::{Codec, Layout}, index};',
      'src/engine_write.rs': 'use crate::engine::Engine; use crate::segment::Frame;',
      'src/simd/dot.rs': 'mod tests { use super::super::{Panel}; }',
      'src/wasm/mod.rs': 'use wasm_bindgen::prelude::*; use crate::engine::Engine;',
      'pkg/src/types/data.ts': "import type { A } from './fields.js';",
      'pkg/src/collections/data.ts': "import type { Engine } from '../engine/engine.js';",
      'pkg/src/entrypoints/workerd.ts': "import wasm from './weavelet.wasm';\nexport * from '../index.js';",
      'pkg/src/vectorize/phones.ts': "const { parse } = await import('google-libphonenumber');",
      'pkg/src/storage/node-fs.ts': "import { open } from 'node:fs/promises';",
      'www/app.js': "import weavelet from 'weavelet';\nimport { table } from './table.js';",
    };
    expect(verdict(files)).toEqual([]);
  });

  it.each([
    ['src/query/near.rs', 'use crate::segment::Frame;', 'query may not use crate::segment'],
    ['src/segment/mod.rs', 'use crate::{error, query::near};', 'segment may not use crate::query'],
    ['src/simd/dot.rs', 'use crate::vector::Codec;', 'simd may not use crate::vector'],
    ['src/text/mod.rs', 'fn f() { crate::engine::run() }', 'text may not use crate::engine'],
    ['src/store/rows.rs', 'use super::super::query;', 'store may not use crate::query'],
    ['src/store/rows.rs', 'mod tests { use super::super::super::engine; }', 'store may not use crate::engine'],
    ['src/index/mod.rs', 'fn f() { unsafe { g() } }', 'unsafe is for simd and wasm only'],
    ['src/engine.rs', 'use js_sys::Array;', 'only wasm may name js_sys'],
    ['src/extra.rs', '', 'no rule'],
    [
      'pkg/src/types/data.ts',
      "import type { Engine } from '../engine/engine.js';",
      'types may not import engine/engine',
    ],
    [
      'pkg/src/collections/data.ts',
      "import { Wasm } from '../engine/wasm.js';",
      'collections may not import engine/wasm',
    ],
    [
      'pkg/src/storage/opfs.ts',
      "import { Engine } from '../engine/engine.js';",
      'storage may not import engine/engine',
    ],
    ['pkg/src/storage/opfs.ts', "import { open } from 'node:fs';", 'may not import node:fs'],
    ['pkg/src/client.ts', "export * from './entrypoints/node.js';", 'client may not import entrypoints/node'],
    ['pkg/src/client.ts', "import { v5 } from 'uuid';", 'no dependency uuid'],
    [
      'pkg/src/vectorize/phones.ts',
      "import parse from 'google-libphonenumber';",
      'no dependency google-libphonenumber',
    ],
    ['pkg/src/client.ts', 'const key = process.env.KEY;', 'process belongs to one environment'],
    ['www/app.js', "import { x } from '../pkg/src/index.js';", 'by its name only'],
  ])('forbid %s: %s', (path, text, message) => {
    expect(verdict({ [path]: text })).toEqual([expect.stringContaining(message)]);
  });

  it('forbid circles of values, not of types', () => {
    const circle = (type) => ({
      'pkg/src/storage/a.ts': `import ${type}{ b } from './b.js';`,
      'pkg/src/storage/b.ts': "import { a } from './a.js';",
    });
    expect(verdict(circle(''))).toEqual([expect.stringContaining('circle: storage/a → storage/b → storage/a')]);
    expect(verdict(circle('type '))).toEqual([]);
  });
});
