// Texts by a collection's own function.
import { describe, expect, it } from 'vitest';
import { configure } from '../../pkg/src/configure/configure.js';
import { hit, recorder } from './recorder.js';

describe('generate', () => {
  it('asks the function of the collection', async () => {
    const found = { objects: [hit('a', { properties: { t: 'x', n: 2 } }), hit('b', { properties: { t: 'y', n: 3 } })] };
    const { all } = recorder({ class: 'A' }, found, found);
    const asked: unknown[] = [];
    const generative = configure.generative.custom(({ prompt, objects, grouped }) => {
      asked.push([prompt, objects.length, grouped]);
      return prompt.toUpperCase();
    });
    const on = await all.create({ name: 'A', generative });
    const result = await on.generate.fetchObjects({ singlePrompt: 'say {t} {n}', groupedTask: 'sum up' });
    expect(result.objects.map(({ generative, generated }) => [generative?.text, generated])).toEqual([
      ['SAY X 2', 'SAY X 2'],
      ['SAY Y 3', 'SAY Y 3'],
    ]);
    expect(result.generative).toEqual({ text: 'SUM UP' });
    expect(asked).toContainEqual(['sum up', 2, true]);
    await expect(on.generate.fetchObjects({ singlePrompt: '{nope}' })).rejects.toMatchObject({
      name: 'WeaviateQueryError',
    });
  });

  it('refuses what needs a provider', async () => {
    const { use } = recorder({ class: 'A' });
    await expect(use('A').generate.bm25('x', { singlePrompt: 'y' })).rejects.toMatchObject({
      name: 'WeaviateUnsupportedFeatureError',
    });
  });
});
