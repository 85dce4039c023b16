/** Filter chips from the schema: every property whose whole value is a term, with the values that it has. */
import { Filters, type FilterValue } from 'weavelet';
import { h } from '../app/dom.js';
import { passages } from '../app/engine.js';
import { count, pick } from '../app/language.js';
import { param, setParams } from '../app/router.js';
import { TEXTS } from './texts.js';

/** Values of a property that get a chip: the most frequent ones. */
const VALUES = 8;

type Facet = { property: string; values: { value: string; count: number }[] };
/** What the address asks for: `property:value`, several with commas between. */
type Chosen = Map<string, string>;

export async function facets(): Promise<Facet[]> {
  const collection = await passages();
  const { properties } = await collection.config.get();
  const names = properties.filter(({ tokenization, indexFilterable }) => tokenization === 'field' && indexFilterable);
  return Promise.all(
    names.map(async ({ name }) => {
      const groups = await collection.aggregate.groupBy.overAll({ groupBy: { property: name as 'source' } });
      const values = groups.map(({ groupedBy, totalCount }) => ({ value: String(groupedBy.value), count: totalCount }));
      return { property: name, values: values.sort((a, b) => b.count - a.count).slice(0, VALUES) };
    }),
  );
}

function chosen(): Chosen {
  const parts = (param('only') ?? '').split(',').filter(Boolean);
  return new Map(parts.map((part) => part.split(':').map(decodeURIComponent) as [string, string]));
}

/** The filter that the address asks for. */
export async function filterAskedFor(): Promise<FilterValue | undefined> {
  const collection = await passages();
  const all = [...chosen()].map(([property, value]) => collection.filter.byProperty(property as 'source').equal(value));
  return all.length > 1 ? Filters.and(...all) : all[0];
}

export function chips(list: Facet[]): HTMLElement {
  const texts = pick(TEXTS);
  const now = chosen();
  const toggle = (property: string, value: string) => {
    const next = new Map(now);
    if (next.get(property) === value) next.delete(property);
    else next.set(property, value);
    const only = [...next].map((pair) => pair.map(encodeURIComponent).join(':')).join(',');
    setParams({ only: only || undefined });
  };
  const groups = list.map(({ property, values }) =>
    h(
      'div',
      { class: 'facet', role: 'group', 'aria-label': texts.property[property] ?? property },
      h('span', { class: 'facet-name' }, texts.property[property] ?? property),
      h(
        'div',
        { class: 'chips' },
        ...values.map(({ value, count: n }) =>
          h(
            'button',
            {
              type: 'button',
              class: 'chip',
              'data-value': `${property}:${value}`,
              'aria-pressed': String(now.get(property) === value),
              onclick: () => toggle(property, value),
            },
            texts.value[value] ?? value,
            h('small', {}, ` ${count(n)}`),
          ),
        ),
      ),
    ),
  );
  return h('div', { class: 'facets' }, ...groups);
}
