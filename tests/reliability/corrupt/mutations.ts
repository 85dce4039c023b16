/** What media do to bytes at rest: each makes one damage to a store, and says what it did. */
import type { Random } from '../lib/random.js';
import type { Values } from '../lib/values.js';

/** A store and its past: for each key, the values it had before. */
export type Subject = { values: Values; older: Map<string, Uint8Array[]> };

type Mutation = (subject: Subject, random: Random) => string;

const anyKey = ({ values }: Subject, random: Random): string => random.pick([...values.keys()]);

function edit(subject: Subject, random: Random, change: (bytes: Uint8Array) => Uint8Array): string {
  const key = anyKey(subject, random);
  const bytes = change(subject.values.get(key)!.slice());
  subject.values.set(key, bytes);
  return key;
}

/** Overwrites a random range. */
function overwrite(bytes: Uint8Array, random: Random, fill: () => number): Uint8Array {
  const from = random.int(bytes.length);
  const to = Math.min(bytes.length, from + 1 + random.int(4096));
  for (let at = from; at < to; at++) bytes[at] = fill();
  return bytes;
}

function flip(bytes: Uint8Array, random: Random, bits: number): Uint8Array {
  for (let i = 0; i < bits && bytes.length > 0; i++) bytes[random.int(bytes.length)]! ^= 1 << random.int(8);
  return bytes;
}

/** The first part of one value and the rest of another. */
function spliced(a: Uint8Array, b: Uint8Array, random: Random): Uint8Array {
  const at = random.int(Math.min(a.length, b.length) + 1);
  const bytes = new Uint8Array(b.length);
  bytes.set(a.subarray(0, at));
  bytes.set(b.subarray(at), at);
  return bytes;
}

function putBack(subject: Subject, random: Random, count: number): string {
  const keys = [...subject.older.keys()];
  const chosen = Array.from({ length: count }, () => random.pick(keys));
  for (const key of chosen) subject.values.set(key, random.pick(subject.older.get(key)!));
  return chosen.join(' ');
}

export const MUTATIONS: Record<string, Mutation> = {
  'flip a bit': (subject, random) => edit(subject, random, (bytes) => flip(bytes, random, 1)),
  'flip many bits': (subject, random) => edit(subject, random, (bytes) => flip(bytes, random, 2 + random.int(60))),
  truncate: (subject, random) => edit(subject, random, (bytes) => bytes.slice(0, random.int(bytes.length))),
  empty: (subject, random) => edit(subject, random, () => new Uint8Array()),
  extend: (subject, random) =>
    edit(subject, random, (bytes) => Uint8Array.from([...bytes.subarray(-64), ...bytes, ...bytes.subarray(0, 64)])),
  'zero a range': (subject, random) => edit(subject, random, (bytes) => overwrite(bytes, random, () => 0)),
  'garble a range': (subject, random) =>
    edit(subject, random, (bytes) => overwrite(bytes, random, () => random.int(256))),
  'swap two values': (subject, random) => {
    const [a, b] = [anyKey(subject, random), anyKey(subject, random)];
    const value = subject.values.get(a)!;
    subject.values.set(a, subject.values.get(b)!);
    subject.values.set(b, value);
    return `${a} ${b}`;
  },
  'splice two values': (subject, random) => {
    const [a, b] = [anyKey(subject, random), anyKey(subject, random)];
    subject.values.set(b, spliced(subject.values.get(a)!, subject.values.get(b)!, random));
    return `${a} ${b}`;
  },
  'copy over another': (subject, random) => {
    const [a, b] = [anyKey(subject, random), anyKey(subject, random)];
    subject.values.set(b, subject.values.get(a)!);
    return `${a} ${b}`;
  },
  remove: (subject, random) => {
    const key = anyKey(subject, random);
    subject.values.delete(key);
    return key;
  },
  'put one old value back': (subject, random) => putBack(subject, random, 1),
  'put old values back': (subject, random) => putBack(subject, random, 2 + random.int(6)),
};
