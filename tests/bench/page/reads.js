// What tests/bench/reads.mjs runs in the page.
import weavelet, { configure } from 'weavelet';
import { ask, fill } from '../lib/reads.mjs';

const connection = { storage: 'reads' };
window.bench = {
  fill: (count) => fill({ ...weavelet, configure }, connection, count),
  ask: (searches) => ask(weavelet, connection, searches),
};
