/** Which devices of the list a statement is about. */
import type { Labels } from './database.ts';

/** The beginning of names, and the first and the last UUID that begin so; null where none does. */
export interface PatternBeginning {
  readonly prefix: string;
  readonly uuids: readonly [string, string] | null;
}

/** Which devices are meant; every condition that is there must hold. */
export interface DeviceFilter {
  /** Of characters that a name may have. */
  readonly namePrefix?: string | undefined;
  /** The first and the last UUID. */
  readonly uuids?: readonly [string, string] | undefined;
  readonly labels?: Labels | undefined;
  /** Each of these is among the tags that it last reported; where there are none, it reported none. */
  readonly tags?: readonly string[] | undefined;
  /** Seen then or later. */
  readonly seenFrom?: Date | undefined;
  /** Last seen before then, or never. */
  readonly seenBefore?: Date | undefined;
  /** A regular expression of PostgreSQL for the name; a device without one goes by its UUID. */
  readonly namePattern?: string | undefined;
  /** What whatever fits `namePattern` begins with, of characters that a name may have, and which UUIDs begin so. */
  readonly patternBegins?: PatternBeginning | undefined;
  readonly targetName?: string | undefined;
  readonly isProduction?: boolean | undefined;
  readonly ownerId?: string | undefined;
}
