/** What a database held after each write, and when each write was asked for and acknowledged. */

import { describeModel, type Model, observe, searchesAgree } from './model.js';
import type { Script } from './script.js';
import type { WeaviateClient } from './weavelet.js';

/** One write of a script: where the medium's log stood when it was asked for and when it was acknowledged. */
type Write = { name: string; issued: number; acknowledged: number };

export class History {
  /** The content after so many writes; the first is that of an empty database. */
  readonly states: string[] = [describeModel(new Map())];
  readonly writes: Write[] = [];

  /** Runs a script to its end. `position` tells how far the medium's log is. */
  static async record(client: WeaviateClient, script: Script, position: () => number): Promise<History> {
    const history = new History();
    const model: Model = new Map();
    for (let step = script.next(model); step; step = script.next(model)) {
      const issued = position();
      await step.run(client);
      for (const change of step.changes) {
        change(model);
        history.states.push(describeModel(model));
        history.writes.push({ name: step.name, issued, acknowledged: position() });
      }
    }
    return history;
  }

  /** How many writes were acknowledged, and how many asked for, when the log was this long. */
  at(position: number): { acknowledged: number; issued: number } {
    const acknowledged = this.writes.filter((write) => write.acknowledged <= position).length;
    const issued = this.writes.filter((write) => write.issued < position).length;
    // A write that changes nothing is acknowledged without a trace in the log.
    return { acknowledged, issued: Math.max(acknowledged, issued) };
  }

  /**
   * Says what is wrong with a database that should hold the state after `from` to `to` writes; undefined when all
   * is well.
   */
  async verify(client: WeaviateClient, from: number, to: number): Promise<string | undefined> {
    const model = await observe(client);
    const found = describeModel(model);
    const expected = this.states.slice(from, to + 1);
    if (!expected.includes(found)) return this.#explain(found, from, to);
    return searchesAgree(client, model);
  }

  #explain(found: string, from: number, to: number): string {
    const elsewhere = this.states.lastIndexOf(found);
    const wanted = `after ${from} to ${to} writes ("${this.writes[from]?.name ?? 'the end'}" was next)`;
    if (elsewhere >= 0) return `holds the state after ${elsewhere} writes, should be ${wanted}`;
    const lines = new Set(this.states[from]!.split('\n'));
    const strange = found.split('\n').filter((line) => !lines.has(line));
    return `holds no state there ever was, should be ${wanted}; different: ${strange.slice(0, 3).join(' | ')}`;
  }
}
