/** Checks of tokens, held for as long as it is certain that nothing has changed. */
import { hash } from 'node:crypto';
import {
  type FeedEntry,
  findTokenCredentialByHandle,
  type Lease,
  leaseMs,
  type TokenCredential,
  type TokenHandle,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { LRUCache } from 'lru-cache';
import type { Context } from '../context.ts';
import type { HeldCredential } from './judge-credential.ts';
import type { DerivationKeys } from '../derived-tokens/derivation-keys.ts';
import type { TokenKeys } from './token-keys.ts';

/** How a token was checked: from memory, by asking the store, or not at all, because the text is none. */
export type CheckSource = 'memory' | 'store' | 'malformed';

/** What a token that was given up, and is presented again, leads to. */
export interface RetiredSecret {
  readonly tokenId: string;
  readonly version: number;
}

/** What checks stand on. */
export interface TokenCheckOptions {
  readonly keys: TokenKeys;
  /** With them tokens whose text is derived and has no public part are known, too. */
  readonly derivationKeys?: DerivationKeys;
  /** Without one nothing is held, and every check asks the store. */
  readonly lease?: Pick<Lease, 'isHeld' | 'mayAsk'>;
  /** A session that nobody used for so long has ended; without it they end at their time alone. */
  readonly sessionRestMs?: number;
  /** How many are held; about two kilobytes each. */
  readonly heldMax?: number;
  /** Sees each check. */
  onCheck?(source: CheckSource): void;
  /** Sees each good check of a token that may be used. */
  onUse?(use: TokenUseNote): void;
  /** Called, before the refusal, for a secret that was rotated away. */
  onRetired?(ctx: Omit<Context, 'principal'>, secret: RetiredSecret): Promise<void>;
}

/** A use of a token. */
export interface TokenUseNote {
  readonly tokenId: string;
  readonly at: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** What one process knows of tokens. */
export interface TokenChecks extends Omit<TokenCheckOptions, 'lease' | 'heldMax'> {
  /** What is held of this text and in force; null when the store must be asked. */
  recall(text: string): HeldCredential | null;
  /** Holds what was true at `sequence`, unless something has changed since, or cannot be known not to have. */
  hold(text: string, held: HeldCredential, sequence: number): void;
  /** Looks a token up, so that the answer contains every change that is known here. Throws `service_unavailable`. */
  lookUp(ctx: Pick<Context, 'db'>, handle: TokenHandle): Promise<TokenCredential>;
  /** Forgets what changes of the feed are about. */
  apply(entries: readonly FeedEntry[]): void;
  heldCount(): number;
}

const heldMaxDefault = 20_000;
const attemptsMax = 8;

/** A text is not kept: what is compared is its hash, and the secret in it has too much entropy to be found again. */
const keyOf = (text: string): string => hash('sha256', text, 'base64');

/** Changes of which no token knows anything. */
const aboutDevices: readonly FeedEntry['kind'][] = ['device', 'devices', 'device_cas'];
const isAboutPeople = ({ kind }: FeedEntry): boolean => !aboutDevices.includes(kind);

/** Whom changes are about; null: anybody. */
const subjectsOf = (entries: readonly FeedEntry[]): ReadonlySet<string> | null => {
  const subjects = new Set<string>();
  for (const entry of entries) {
    if (entry.kind === 'token') subjects.add(entry.tokenId);
    else if (entry.kind === 'user') subjects.add(entry.userId);
    else if (isAboutPeople(entry)) return null;
  }
  return subjects;
};

/**
 * Makes it. What is held counts only under the lease, which ends unless the feed of changes is followed to its end; so a
 * revocation that has been confirmed is in force here. A look-up that a change has overtaken is made again.
 */
export const createTokenChecks = (options: TokenCheckOptions): TokenChecks => {
  const { lease, heldMax = heldMaxDefault, ...rest } = options;
  const held = new LRUCache<string, HeldCredential>({ max: heldMax });
  let changedAt = 0;
  const isCertain = (): boolean => lease?.isHeld() === true;

  const forget = (subjects: ReadonlySet<string> | null): void => {
    if (subjects === null) held.clear();
    if (subjects === null || subjects.size === 0) return;
    for (const [key, { tokenId, userIds }] of held.entries()) {
      if (subjects.has(tokenId) || userIds.some((id) => subjects.has(id))) held.delete(key);
    }
  };

  return {
    ...rest,
    recall: (text) => (isCertain() ? (held.get(keyOf(text)) ?? null) : null),
    hold: (text, credential, sequence) => {
      const isCurrent = isCertain() && sequence >= changedAt;
      if (isCurrent && !credential.hasMaxUses) held.set(keyOf(text), credential);
    },
    lookUp: async ({ db }, handle) => {
      for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
        // Whoever waits for this process to follow a change has stopped waiting.
        if (lease?.mayAsk() === false) break;
        const askedAtMs = performance.now();
        const found = await findTokenCredentialByHandle(db, handle);
        const isRecent = isCertain() || performance.now() - askedAtMs < leaseMs;
        if (isRecent && found.sequence >= changedAt) return found;
      }
      throw fault('service_unavailable', { retryAfterSeconds: 1 });
    },
    apply: (entries) => {
      changedAt = entries.findLast(isAboutPeople)?.sequence ?? changedAt;
      forget(subjectsOf(entries));
    },
    heldCount: () => held.size,
  };
};
