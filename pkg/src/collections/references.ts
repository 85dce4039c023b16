import type {
  Beacon,
  Properties,
  References,
  ReferenceToMultiTarget,
  Vectors,
  WeaviateObject,
} from '../types/fields.js';

const beacon = (uuid: string, collection: string) =>
  `weaviate://localhost/${collection ? `${collection}/` : ''}${uuid}`;

/** References of one property: to write, made by {@link Reference}; read, with the objects they lead to. */
export class ReferenceManager<T> implements References<T> {
  constructor(
    /** The collection of the objects; `''` where the property has only one target. */
    public targetCollection: string,
    public objects: WeaviateObject<T, Vectors>[] = [],
    public uuids?: string[],
  ) {}

  toBeaconObjs(): Beacon[] {
    return this.toBeaconStrings().map((beacon) => ({ beacon }));
  }

  toBeaconStrings(): string[] {
    return (this.uuids ?? []).map((uuid) => beacon(uuid, this.targetCollection));
  }

  isMultiTarget(): boolean {
    return this.targetCollection !== '';
  }
}

/** Makes references to write. */
// biome-ignore lint/complexity/noStaticOnlyClass: the name and the static methods are the interface.
export class Reference {
  /** To objects of the only collection that the property may point into. */
  static to<TProperties extends Properties = Properties>(uuids: string | string[]): ReferenceManager<TProperties> {
    return new ReferenceManager('', [], [uuids].flat());
  }

  /** To objects of one of several collections. */
  static toMultiTarget<TProperties extends Properties = Properties>(
    uuids: string | string[],
    targetCollection: string,
  ): ReferenceManager<TProperties> {
    return new ReferenceManager(targetCollection, [], [uuids].flat());
  }
}

type Source = string | ReferenceToMultiTarget | Pick<References<unknown>, 'targetCollection' | 'uuids'>;

/** Any form of a reference as beacons. */
export function beacons(input: Source | Source[]): string[] {
  return [input].flat().flatMap((one) => {
    if (typeof one === 'string') return [beacon(one, '')];
    return [one.uuids ?? []].flat().map((uuid) => beacon(uuid, one.targetCollection ?? ''));
  });
}
