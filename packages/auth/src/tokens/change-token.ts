/** Changing a token: what it is called, what it is limited to, and whether it is disabled. */
import { isDeepStrictEqual } from 'node:util';
import {
  type DescendantRow,
  findTokenById,
  lockTokenById,
  lockTokenDescendants,
  type TokenRow,
  type Trx,
  updateTokenLimits,
  updateTokensDisabled,
  updateTokensEnabled,
  updateTokenText,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { type Announce, commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { requireUnlimited } from '../rights.ts';
import { announceTokens, revokeWithDescendants } from './revoke-token.ts';
import { isOver, type Token, tokenFromRow } from './token.ts';
import {
  type AskedLimits,
  checkName,
  checkNote,
  intersectLimits,
  isNothing,
  limitsOf,
  parseLimits,
  requireNarrower,
  type TokenLimits,
} from './token-limits.ts';
import { isWithinReach, requireReach, requireVisible } from './token-reach.ts';

/** What shall be otherwise; what is left out stays. */
export interface TokenChange extends AskedLimits {
  readonly name?: string | undefined;
  /** Null takes the note away. */
  readonly note?: string | null | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Called with the token as it is, which nobody else changes meanwhile; throws to leave it so. */
  readonly require?: (present: Token) => void;
}

/** One change under way: the token as it was, and what is to be told when it is done. */
interface Editing {
  readonly token: TokenRow;
  readonly announce: Announce;
}

/**
 * Changes a token that has not ended. Its limits only grow narrower, and with them those of everything that was made with
 * it; what is left with nothing is revoked. A disabled token is refused, as is what was made with it, until it is enabled.
 * Who may change it is who may revoke it; what an administrator disabled is enabled with `tokens:delete` alone. Throws
 * `token_not_found`, `scope_missing`, `token_ended`, `token_not_narrower`, `token_parent_disabled`, `invalid_request` and
 * `committed_unconfirmed`.
 */
export const changeToken = async (
  ctx: Context,
  id: string,
  change: TokenChange,
): Promise<Token> => {
  const limits = checkChange(change);
  return commitChange(ctx, async (trx, announce) => {
    const token = requireVisible(ctx.principal, await lockTokenById(trx, id), 'tokens:delete');
    if (token.kind === 'ses') throw fault('token_not_found');
    requireReach(ctx.principal, token, 'tokens:delete');
    if (token.revoked_at !== null || isOver(token, ctx.clock.now())) throw fault('token_ended');
    change.require?.(tokenFromRow(token, ctx.clock.now()));
    const editing = { token, announce };
    await describe(trx, ctx, { ...editing, change });
    await narrow(trx, ctx, { ...editing, limits });
    if (change.isDisabled === true) await disable(trx, ctx, editing);
    if (change.isDisabled === false) await enable(trx, ctx, editing);
    return tokenFromRow((await findTokenById(trx, id))!, ctx.clock.now());
  });
};

const checkChange = (change: TokenChange): Partial<TokenLimits> => {
  const { name, note } = change;
  if (name !== undefined) checkName(name);
  if (note != null) checkNote(note);
  return parseLimits(change);
};

const describe = async (
  trx: Trx,
  ctx: Context,
  { token, change }: Editing & { readonly change: TokenChange },
): Promise<void> => {
  const before = { name: token.name, note: token.note };
  const after = {
    name: change.name ?? before.name,
    note: change.note === undefined ? before.note : change.note,
  };
  if (after.name === before.name && after.note === before.note) return;
  await updateTokenText(trx, token.id, after);
  const target = { targetKind: 'token', targetId: token.id };
  await recordAudit(trx, ctx, { action: 'token.changed', ...target, before, after });
};

const narrow = async (
  trx: Trx,
  ctx: Context,
  { token, announce, limits }: Editing & { readonly limits: Partial<TokenLimits> },
): Promise<void> => {
  const before = limitsOf(token);
  const after = { ...before, ...limits };
  if (isDeepStrictEqual(before, after)) return;
  requireNarrower(after, before);
  const changed: string[] = [];
  for (const row of await lockTokenDescendants(trx, token.id)) {
    const present = limitsOf(row);
    const next = row.id === token.id ? after : intersectLimits(present, after);
    if (isDeepStrictEqual(present, next)) continue;
    changed.push(row.id, ...(await write(trx, ctx, { id: row.id, before: present, after: next })));
  }
  announceTokens(announce, [...new Set(changed)]);
};

/** Writes narrower limits, or revokes where they leave nothing. Answers the ids of what was revoked. */
const write = async (
  trx: Trx,
  ctx: Context,
  { id, before, after }: { id: string; before: TokenLimits; after: TokenLimits },
): Promise<readonly string[]> => {
  if (isNothing(after))
    return revokeWithDescendants(trx, ctx, { id, reason: 'narrowed to nothing' });
  const { groups: deviceGroups, ...rest } = after;
  await updateTokenLimits(trx, id, { ...rest, deviceGroups });
  const target = { targetKind: 'token', targetId: id };
  await recordAudit(trx, ctx, {
    action: 'token.narrowed',
    ...target,
    before: { ...before },
    after: { ...after },
  });
  return [];
};

const disable = async (trx: Trx, ctx: Context, { token, announce }: Editing): Promise<void> => {
  if (token.disabled_at !== null) return;
  const rows = await lockTokenDescendants(trx, token.id);
  const below = rows.filter((row) => row.id !== token.id && row.disabled_at === null);
  const at = ctx.clock.now();
  const by = principalName(ctx.principal);
  const reason = isWithinReach(ctx.principal, token) ? 'owner' : 'administrator';
  await updateTokensDisabled(trx, [token.id], { at, by, reason });
  const ids = below.map((row) => row.id);
  await updateTokensDisabled(trx, ids, { at, by, reason: 'parent' });
  for (const targetId of [token.id, ...ids]) {
    const after = { reason: targetId === token.id ? reason : 'parent' };
    await recordAudit(trx, ctx, { action: 'token.disabled', targetKind: 'token', targetId, after });
  }
  announceTokens(announce, [token.id, ...ids]);
};

/** What was disabled because of a parent among those that are enabled now, in the order of the tree. */
const listEnabledWith = (rows: readonly DescendantRow[], id: string): string[] => {
  const enabled = new Set([id]);
  for (const row of rows)
    if (row.disable_reason === 'parent' && enabled.has(row.parent_id ?? '')) enabled.add(row.id);
  return [...enabled];
};

const enable = async (trx: Trx, ctx: Context, { token, announce }: Editing): Promise<void> => {
  if (token.disabled_at === null) return;
  if (token.disable_reason === 'administrator') requireUnlimited(ctx.principal, ['tokens:delete']);
  const parent = token.parent_id === null ? undefined : await findTokenById(trx, token.parent_id);
  const isParentOut = parent?.disabled_at != null && parent.disable_reason !== 'unused';
  if (isParentOut) throw fault('token_parent_disabled');
  const ids = listEnabledWith(await lockTokenDescendants(trx, token.id), token.id);
  await updateTokensEnabled(trx, ids, ctx.clock.now());
  for (const targetId of ids)
    await recordAudit(trx, ctx, { action: 'token.enabled', targetKind: 'token', targetId });
  announceTokens(announce, ids);
};
