/** The enrolments that wait for a decision. */
import { type Context, type Page, pageOf } from '@moorgate/auth';
import { listPendingEnrolments as listPendingEnrolmentRows } from '@moorgate/db';
import { keyCursorOf, keyPositionFromCursor } from '../keys/device-key.ts';
import { type PendingEnrolment, pendingEnrolmentFromRow } from './pending-enrolment.ts';

/**
 * A page of what waits, by device and key.
 * Faults: cursor_invalid.
 */
export const listPendingEnrolments = async (
  ctx: Context,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<PendingEnrolment>> => {
  const after = keyPositionFromCursor(page.cursor);
  const rows = await listPendingEnrolmentRows(ctx.db, { after, limit: page.limit + 1 });
  const { items, nextCursor } = pageOf(rows, page.limit, keyCursorOf);
  return { items: items.map(pendingEnrolmentFromRow), nextCursor };
};
