/** The housekeeping of tokens: warnings of their end, and disabling those that nobody uses. */
import {
  type ExpiryPosition,
  inTransaction,
  lockTokensToWarn,
  lockUnusedTokens,
  lockTokenSweep,
  type Trx,
  updateTokensDisabled,
  updateTokensWarned,
} from '@moorgate/db';
import { recordAudits } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { allScopes } from '../scopes/catalogue.ts';
import { warningDays } from './expiry-notice.ts';
import { announceTokens } from './revoke-token.ts';

const dayMs = 86_400_000;
const disuseDays = 365;
const strictDisuseDays = 90;
const pageLength = 100;

/** What gives power over other people’s accounts and tokens. */
const administrativeScopes = allScopes.filter(
  (scope) => /^(?:users|tokens):/.test(scope) && scope !== 'tokens:rotate-self',
);

/** Their tokens live until they are revoked. */
const exemptDialects = ['insight'];

/** One page of work: where the next one begins, or null when there is none. */
type PageWork<P> = (ctx: Context, position: P) => Promise<P | null>;

/**
 * Records `token.expires_soon` 30, 7 and 1 days before the end of each token, once each, and disables tokens that were not
 * used for 365 days, or 90 with scopes over users or tokens. Works in pages of 100, each in a transaction of its own; while
 * another process is at it, does nothing. Throws `committed_unconfirmed`, after which the next call goes on.
 */
export const sweepTokens = async (
  surroundings: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>,
): Promise<void> => {
  const principal = { kind: 'system', name: 'token housekeeping' } as const;
  const ctx: Context = { ...surroundings, principal, requestId: null, address: null };
  await workThrough(ctx, warnPage, { expiresAt: ctx.clock.now(), id: '' });
  await workThrough(ctx, disablePage, '');
};

const workThrough = async <P>(ctx: Context, work: PageWork<P>, start: P): Promise<void> => {
  let position: P | null = start;
  while (position !== null) position = await work(ctx, position);
};

const warnPage: PageWork<ExpiryPosition> = (ctx, after) =>
  inTransaction(ctx.db, async (trx) => {
    if (!(await lockTokenSweep(trx))) return null;
    const page = { now: ctx.clock.now(), days: warningDays, after, limit: pageLength };
    const rows = await lockTokensToWarn(trx, page);
    if (rows.length > 0) await updateTokensWarned(trx, rows);
    await recordAudits(
      trx,
      ctx,
      rows.map(({ id, owner, name, days, expires_at: expiresAt }) => ({
        action: 'token.expires_soon',
        targetKind: 'token',
        targetId: id,
        after: { owner, name, days, expiresAt },
      })),
    );
    const last = rows.length < pageLength ? undefined : rows.at(-1);
    return last === undefined ? null : { expiresAt: last.expires_at, id: last.id };
  });

const disablePage: PageWork<string> = (ctx, after) =>
  commitChange(ctx, async (trx, announce) => {
    if (!(await lockTokenSweep(trx))) return null;
    const ids = await disableUnused(trx, ctx, after);
    announceTokens(announce, ids);
    return ids.length < pageLength ? null : ids.at(-1)!;
  });

const disableUnused = async (trx: Trx, ctx: Context, after: string): Promise<string[]> => {
  const now = ctx.clock.now();
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * dayMs);
  const rule = {
    unusedSince: daysAgo(disuseDays),
    strict: { unusedSince: daysAgo(strictDisuseDays), scopes: administrativeScopes },
    exemptDialects,
  };
  const rows = await lockUnusedTokens(trx, rule, { now, after, limit: pageLength });
  const ids = rows.map(({ id }) => id);
  const by = principalName(ctx.principal);
  await updateTokensDisabled(trx, ids, { at: now, by, reason: 'unused' });
  await recordAudits(
    trx,
    ctx,
    rows.map(({ id, owner, name, used_at: lastSign }) => ({
      action: 'token.disabled',
      targetKind: 'token',
      targetId: id,
      after: { reason: 'unused', owner, name, lastSign },
    })),
  );
  return ids;
};
