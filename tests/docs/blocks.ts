/**
 * The code blocks of a document. What stands behind the language of a block says where it runs:
 *
 *     ```js            in Node.js, as all such blocks of the document in one program
 *     ```js page       in Chromium, likewise
 *     ```js worker     in workerd, each a module of its own
 *     ```json docs.jsonl   is a file of that name for the commands in ```sh
 *
 * `// → text` behind a line promises that the program prints it, in this order; in a Worker `// GET /path → text`
 * promises an answer. What a reader does not need stands in a comment, `<!-- run` or `<!-- run page`.
 */

export type Block = { language: string; place: string; code: string };

const FENCE = /^```(\w+)(?: ([\w./-]+))?\n([\s\S]*?)^```$|^<!-- run(?: (\w+))?\n([\s\S]*?)^-->$/gm;

export const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(FENCE)].map(([, language, place, code, hidden, setup]) =>
    language === undefined
      ? { language: 'ts', place: hidden ?? '', code: setup! }
      : { language, place: place ?? '', code: code! },
  );

const PROGRAMS = ['js', 'ts', 'tsx'];

/** The blocks that run in this place, as one program; undefined where there are none. */
export function programOf(blocks: Block[], place: string): string | undefined {
  const parts = blocks.filter((block) => PROGRAMS.includes(block.language) && block.place === place);
  return parts.length ? parts.map(({ code }) => joinable(code)).join('\n') : undefined;
}

/** Code whose names at its top level may be declared again by a later block. */
const joinable = (code: string): string =>
  code
    .replace(/^(?:const|let) /gm, 'var ')
    .replace(/^import type .*\n/gm, '')
    .replace(/^import (?:(\w+)(?:, )?)?(?:\{([^}]*)\})? from (['"].*?['"]);?/gm, (_, whole, parts = '', from) => {
      const names = (parts as string)
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name && !name.startsWith('type '))
        .map((name) => name.replace(' as ', ': '));
      if (whole) names.unshift(`default: ${whole}`);
      return `var { ${names.join(', ')} } = await import(${from});`;
    });

/** The lines that a program promises to print. */
export const promised = (code: string): string[] =>
  [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text!.trim());

/** The requests that a Worker promises to answer, with their answers. */
export const requests = (code: string): { method: string; path: string; body?: string; answer: string }[] =>
  [...code.matchAll(/^\s*\/\/ (GET|POST) (\S+)(?: (.*?))? → (.*)$/gm)].map(([, method, path, body, answer]) => ({
    method: method!,
    path: path!,
    body,
    answer: answer!.trim(),
  }));
