/** SQL that changes what a token is called, what it is limited to, and whether it is disabled. */
import { sql } from 'kysely';
import type { DisableReason, TokenRate, Trx } from '../database.ts';

/** A token among those that were made with another one, directly or not, or that one itself. */
export interface DescendantRow {
  readonly id: string;
  readonly parent_id: string | null;
  readonly scopes: string[];
  readonly device_groups: string[] | null;
  readonly cidrs: string[] | null;
  readonly rate_limit: TokenRate | null;
  readonly disabled_at: Date | null;
  readonly disable_reason: DisableReason | null;
}

/** What a token is limited to; null: no limit. */
export interface TokenLimitsUpdate {
  readonly scopes: readonly string[];
  readonly deviceGroups: readonly string[] | null;
  readonly cidrs: readonly string[] | null;
  readonly rateLimit: TokenRate | null;
}

/**
 * A token and what was made with it and is not revoked, parents before children, locked until the end of the transaction.
 * Whoever calls it has locked the token with `lockTokenById`, and with it the family.
 */
export const lockTokenDescendants = async (trx: Trx, id: string): Promise<DescendantRow[]> => {
  const { rows } = await sql<DescendantRow>`
    with recursive line as (
      select id, family_id, 0 as depth from tokens where id = ${id}
      union all
      select tokens.id, tokens.family_id, line.depth + 1
      from tokens join line on tokens.parent_id = line.id and tokens.family_id = line.family_id
      where tokens.revoked_at is null
    )
    select tokens.id, parent_id, scopes, device_groups, cidrs, rate_limit, disabled_at,
      disable_reason
    from tokens join line on line.id = tokens.id
    order by line.depth, tokens.id
    for update of tokens`.execute(trx);
  return rows;
};

/** Gives a token another name and another note. */
export const updateTokenText = async (
  trx: Trx,
  id: string,
  text: { readonly name: string; readonly note: string | null },
): Promise<void> => {
  await trx
    .updateTable('tokens')
    .set({ name: text.name, note: text.note })
    .where('id', '=', id)
    .execute();
};

/** Replaces what a token is limited to. */
export const updateTokenLimits = async (
  trx: Trx,
  id: string,
  limits: TokenLimitsUpdate,
): Promise<void> => {
  await trx
    .updateTable('tokens')
    .set({
      scopes: [...limits.scopes],
      device_groups: limits.deviceGroups === null ? null : [...limits.deviceGroups],
      cidrs: limits.cidrs === null ? null : [...limits.cidrs],
      rate_limit: limits.rateLimit,
    })
    .where('id', '=', id)
    .execute();
};

/** Disables tokens; what was disabled before keeps its date and its reason. */
export const updateTokensDisabled = async (
  trx: Trx,
  ids: readonly string[],
  disabling: { readonly at: Date; readonly by: string; readonly reason: DisableReason },
): Promise<void> => {
  await trx
    .updateTable('tokens')
    .set({
      disabled_at: disabling.at,
      disabled_by: disabling.by,
      disable_reason: disabling.reason,
    })
    .where(sql<boolean>`id = any(${[...ids]}::text[])`)
    .where('disabled_at', 'is', null)
    .execute();
};

/** Makes disabled tokens usable again; the time without a use counts from `at`. */
export const updateTokensEnabled = async (
  trx: Trx,
  ids: readonly string[],
  at: Date,
): Promise<void> => {
  await trx
    .updateTable('tokens')
    .set({ disabled_at: null, disabled_by: null, disable_reason: null, enabled_at: at })
    .where(sql<boolean>`id = any(${[...ids]}::text[])`)
    .execute();
};
