type Identified = { uuid: string };

/**
 * The objects of the source, each with the target's of the same uuid. Both come in the order of their uuids, so that one
 * of each is enough to hold; what is written to the target meanwhile lies behind.
 */
export async function* paired<T extends Identified>(
  source: AsyncIterable<T>,
  target: AsyncIterable<T>,
): AsyncGenerator<[object: T, there: T | undefined]> {
  const others = target[Symbol.asyncIterator]();
  let other = await others.next();
  for await (const object of source) {
    while (!other.done && other.value.uuid < object.uuid) other = await others.next();
    yield [object, !other.done && other.value.uuid === object.uuid ? other.value : undefined];
  }
}
