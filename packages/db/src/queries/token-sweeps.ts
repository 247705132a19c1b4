/** SQL of the housekeeping of tokens: those that end soon, and those that nobody uses. */
import { sql } from 'kysely';
import type { Trx } from '../database.ts';

/** A token whose end is near, and how many days ahead it is to be told. */
export interface ExpiringTokenRow {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly expires_at: Date;
  readonly days: number;
}

/** Where a page of tokens that end begins. */
export interface ExpiryPosition {
  readonly expiresAt: Date;
  readonly id: string;
}

/** A token that nobody has used since. */
export interface UnusedTokenRow {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly used_at: Date;
}

/** What counts as unused for too long. */
export interface DisuseRule {
  /** The last sign of life of a token must not be before this. */
  readonly unusedSince: Date;
  /** The same for tokens that have one of these scopes. */
  readonly strict: { readonly unusedSince: Date; readonly scopes: readonly string[] };
  /** The dialects whose tokens live on without a use. */
  readonly exemptDialects: readonly string[];
}

const sweepLock = 7_305_112_001;

/** Takes the right to do the housekeeping until the transaction ends; false while another process has it. */
export const lockTokenSweep = async (trx: Trx): Promise<boolean> => {
  const { rows } = await sql<{ isLocked: boolean }>`
    select pg_try_advisory_xact_lock(${sweepLock}) as "isLocked"`.execute(trx);
  return rows[0]!.isLocked;
};

/**
 * Tokens that are in use, end within the largest of `days` and have not been warned of it, in the order of their ends, from
 * behind `after`, locked; those that somebody else has locked are left out. What an OAuth client holds ends with the client,
 * of which alone is warned. A warning that is older than the token, because
 * it was made for less time than that, is not due.
 */
export const lockTokensToWarn = async (
  trx: Trx,
  page: {
    readonly now: Date;
    readonly days: readonly number[];
    readonly after: ExpiryPosition | null;
    readonly limit: number;
  },
): Promise<ExpiringTokenRow[]> => {
  const { now, days, after, limit } = page;
  const { rows } = await sql<ExpiringTokenRow>`
    select t.id, u.username as owner, t.name, t.expires_at, due.days
    from tokens t
    join users u on u.id = t.owner_id
    cross join lateral (
      select min(d) as days from unnest(${[...days]}::integer[]) d
      where t.expires_at <= ${now}::timestamptz + d * interval '24 hours'
        and t.created_at < t.expires_at - d * interval '24 hours'
    ) due
    where t.kind not in ('ses', 'ort', 'oac') and t.revoked_at is null and t.disabled_at is null
      and u.deactivated_at is null and due.days < coalesce(t.expiry_warned_days, 2147483647)
      and t.expires_at > ${now}
      and t.expires_at <= ${now}::timestamptz + ${Math.max(...days)} * interval '24 hours'
      and (t.expires_at, t.id) > (${after?.expiresAt ?? now}, ${after?.id ?? ''})
    order by t.expires_at, t.id
    limit ${limit}
    for update of t skip locked`.execute(trx);
  return rows;
};

/** Writes down how many days ahead tokens were warned of. */
export const updateTokensWarned = async (
  trx: Trx,
  warnings: readonly { readonly id: string; readonly days: number }[],
): Promise<void> => {
  await sql`
    update tokens t set expiry_warned_days = w.days
    from unnest(
      ${warnings.map(({ id }) => id)}::text[], ${warnings.map(({ days }) => days)}::integer[]
    ) as w (id, days)
    where t.id = w.id`.execute(trx);
};

/**
 * Tokens that could be used and were not for too long, in the order of their ids, from behind `after`, locked; those that
 * somebody else has locked are left out. The time begins with the last use, with the creation, with the first moment at
 * which the token is accepted, or when it was enabled again, whichever is the latest.
 */
export const lockUnusedTokens = async (
  trx: Trx,
  rule: DisuseRule,
  page: { readonly now: Date; readonly after: string; readonly limit: number },
): Promise<UnusedTokenRow[]> => {
  const { rows } = await sql<UnusedTokenRow>`
    select t.id, u.username as owner, t.name, sign.used_at
    from tokens t
    join users u on u.id = t.owner_id
    cross join lateral (
      select greatest(t.created_at, t.last_used_at, t.not_before, t.enabled_at) as used_at
    ) sign
    where t.kind <> 'ses' and t.revoked_at is null and t.disabled_at is null
      and coalesce(t.expires_at > ${page.now}, true)
      and t.dialect <> all(${[...rule.exemptDialects]}::text[])
      and sign.used_at < case
        when t.scopes && ${[...rule.strict.scopes]}::text[] then ${rule.strict.unusedSince}::timestamptz
        else ${rule.unusedSince}::timestamptz
      end
      and t.id > ${page.after}
    order by t.id
    limit ${page.limit}
    for update of t skip locked`.execute(trx);
  return rows;
};
