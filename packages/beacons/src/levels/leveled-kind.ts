/** What levels are held on, as the rules about giving and taking them see it. */
import type { Context, Scope } from '@moorgate/auth';
import type { Db, Trx } from '@moorgate/db';
import type { ErrorCode } from '@moorgate/errors';
import type { PermissionRefusal } from './judge-permission.ts';

/** One thing on which levels are held. */
export interface Leveled {
  readonly id: string;
  /** What it is called in records. */
  readonly name: string;
}

/** Who holds a level on what. */
export interface LevelHolder {
  readonly id: string;
  readonly userId: string;
}

/** A kind of such things. */
export interface LeveledKind {
  readonly kind: 'application' | 'beacon';
  /** What changing levels on them needs. */
  readonly scope: Scope;
  readonly refusals: Readonly<Record<PermissionRefusal, ErrorCode>>;
  /** What a client means by a text; null for nothing. */
  find(ctx: Context, text: string): Promise<Leveled | null>;
  /** Keeps everybody else from changing levels on it; false for what is not there any more. */
  lock(trx: Trx, id: string): Promise<boolean>;
  /** The level of somebody; null for none. */
  levelOf(db: Db, holder: LevelHolder): Promise<number | null>;
  /** How many people whose accounts are in use own it. */
  countOwners(trx: Trx, id: string): Promise<number>;
  /** Gives a level; null takes it. */
  give(trx: Trx, holder: LevelHolder, level: number | null): Promise<void>;
  /** Its name, under the word that records have for it. */
  recordName(name: string): Readonly<Record<string, string>>;
}
