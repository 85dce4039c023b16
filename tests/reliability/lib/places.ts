/** Environments in which a program writes batches until it is killed, and in which another looks at them later. */
import type { Seen } from './batches.js';

export type Durability = 'strict' | 'relaxed';

/** What looking at a store gave: its content, or the typed reason why it would not open. */
export type Look = Seen | { refused: string };

export interface Place {
  readonly name: string;
  /** Starts a program that writes batches from that number on; resolves once it does. */
  write(store: string, durability: Durability, from: number): Promise<void>;
  /** Batches that the program said were stored, since {@link write}. */
  readonly acknowledged: ReadonlySet<number>;
  /** What went wrong where the program writes. */
  readonly errors?: readonly string[];
  /** Ends the program without a warning. */
  kill(): Promise<void>;
  /** Starts another program, looks at a store, and ends it. */
  look(store: string): Promise<Look>;
  /** Gives back what the place itself took. */
  stop(): Promise<void>;
}
