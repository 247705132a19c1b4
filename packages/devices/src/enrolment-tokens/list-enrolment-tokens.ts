/** The tokens with which devices register. */
import { type Context, type Page, pageOf } from '@moorgate/auth';
import { listEnrolmentTokens as listEnrolmentTokenRows } from '@moorgate/db';
import { groupLimitOf } from '../group-limit.ts';
import {
  enrolmentCursorOf,
  enrolmentPositionFromCursor,
  type EnrolmentToken,
  enrolmentTokenFromRow,
} from './enrolment-token.ts';

/**
 * A page of the tokens of the factory, newest first, those that have ended included, without their secrets; for whoever
 * holds `devices:create` for some groups alone, those that are limited to one of them. Faults: cursor_invalid.
 */
export const listEnrolmentTokens = async (
  ctx: Context,
  page: { readonly factory: string; readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<EnrolmentToken>> => {
  const { factory, limit, cursor } = page;
  const rows = await listEnrolmentTokenRows(ctx.db, {
    factory,
    groups: groupLimitOf(ctx, 'devices:create'),
    after: enrolmentPositionFromCursor(cursor),
    limit: limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, limit, enrolmentCursorOf);
  const now = ctx.clock.now();
  return { items: items.map((row) => enrolmentTokenFromRow(row, now)), nextCursor };
};
