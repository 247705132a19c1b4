/** The list of updates. */
import { type Context, decodeCursor, type Page, pageOf } from '@moorgate/auth';
import {
  listUpdates as listUpdateRows,
  type UpdateListRow,
  type UpdatePosition,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type UpdateSummary, updateSummaryFromRow } from './update.ts';

/** Which page, of which tag. */
export interface UpdateListQuery {
  /** Without it, of all tags. */
  readonly tag?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const cursorPatterns = [
  /^[^\0]{1,128}$/,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  /^[^\0]{1,128}$/,
];

const positionOf = (cursor: string): UpdatePosition => {
  const [tag = '', uploadedAt = '', name = ''] = decodeCursor(cursor, cursorPatterns);
  const at = new Date(uploadedAt);
  if (Number.isNaN(at.getTime())) throw fault('cursor_invalid');
  return { tag, uploadedAt: at, name };
};

const keyOf = ({ tag, uploaded_at: at, name }: UpdateListRow): string[] => [
  tag,
  at.toISOString(),
  name,
];

/**
 * A page of the updates of the installation's factory: by tag, within it the oldest first. A tag that there is nothing of
 * has an empty list.
 * Faults: cursor_invalid.
 */
export const listUpdates = async (
  ctx: Context,
  { factory }: { readonly factory: string },
  { tag, limit, cursor }: UpdateListQuery,
): Promise<Page<UpdateSummary>> => {
  const after = cursor === undefined ? null : positionOf(cursor);
  const page = { factory, tag: tag ?? null, after, limit: limit + 1 };
  const { items, nextCursor } = pageOf(await listUpdateRows(ctx.db, page), limit, keyOf);
  return { items: items.map(updateSummaryFromRow), nextCursor };
};
