import type { Version } from '../types/client.js';

/** The version of Weaviate whose behaviour this is. */
export const WEAVIATE_VERSION = '1.38.11';

/** A version number that can be compared. */
export class DbVersion implements Version {
  constructor(
    readonly major: number,
    readonly minor: number,
    readonly patch?: number,
  ) {}

  /** From `1.38` or `1.38.11`, with or without a `v` in front. */
  static fromString(version: string): DbVersion {
    const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? [];
    if (major === undefined) throw new Error(`Invalid version: ${version}`);
    return new DbVersion(Number(major), Number(minor), patch === undefined ? undefined : Number(patch));
  }

  show = (): string => `${this.major}.${this.minor}${this.patch === undefined ? '' : `.${this.patch}`}`;

  isAtLeast = (major: number, minor: number, patch = 0): boolean =>
    (this.major - major || this.minor - minor || (this.patch ?? 0) - patch) >= 0;

  isLowerThan = (major: number, minor: number, patch: number): boolean => !this.isAtLeast(major, minor, patch);
}
