/** Copies the references of a collection's or tenant's objects. */
import type { Handle, Stored } from './ends.js';
import { paired } from './paired.js';
import type { ReferencePlan } from './schema.js';
import type { Walk } from './walk.js';

/** References that are sent together, at most. */
const BATCH = 500;

type Reference = { fromUuid: string; fromProperty: string; to: string | { targetCollection: string; uuids: string } };

const uuidsOf = (object: Stored, property: string) => (object.references?.[property]?.objects ?? []).map((o) => o.uuid);

/** Adds the references that the target's objects lack; takes none away. */
export async function copyReferences(from: Handle, to: Handle, plans: ReferencePlan[], walk: Walk): Promise<void> {
  const ways = plans.flatMap(({ name, targets }) =>
    targets.map((target) => ({ name, target, isMulti: targets.length > 1 })),
  );
  const step = walk.start('references', ways.length > 0 ? ways.length * (await from.length()) : 0);
  for (const { name, target, isMulti } of ways) {
    const read = (targetCollection: string) => ({
      returnProperties: [],
      returnReferences: [
        { linkOn: name, targetCollection: isMulti ? targetCollection : undefined, returnProperties: [] },
      ],
    });
    let waiting: Reference[] = [];
    for await (const [object, there] of paired(from.iterator(read(target.source)), to.iterator(read(target.target)))) {
      step();
      // an object that was refused is reported already
      if (!there) continue;
      const present = new Set(uuidsOf(there, name));
      for (const uuid of uuidsOf(object, name)) {
        if (present.has(uuid)) continue;
        const one = isMulti ? { targetCollection: target.target, uuids: uuid } : uuid;
        waiting.push({ fromUuid: object.uuid, fromProperty: name, to: one });
      }
      if (waiting.length < BATCH) continue;
      await send(to, waiting, walk);
      waiting = [];
    }
    await send(to, waiting, walk);
  }
}

async function send(to: Handle, references: Reference[], walk: Walk): Promise<void> {
  if (references.length === 0) return;
  walk.check();
  const { errors } = await to.data.referenceAddMany(references);
  for (const [i, { fromUuid, fromProperty }] of references.entries()) {
    const reason = errors[i]?.message;
    if (reason === undefined) walk.result.references++;
    else walk.fail({ id: fromUuid, property: fromProperty, reason });
  }
}
