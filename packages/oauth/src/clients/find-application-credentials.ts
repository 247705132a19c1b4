/** Looking at application credentials. */
import {
  type Context,
  decodeCursor,
  type Page,
  pageOf,
  requireUnlimited,
  tokenIdPattern,
} from '@moorgate/auth';
import { findAccountByName, findOAuthClientById, listOAuthClients } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import {
  type ApplicationCredential,
  applicationCredentialFromRow,
  requireKnown,
} from './client.ts';

/** Which credentials, and which page of them. */
export interface ApplicationCredentialListRequest {
  /** The owner; whoever asks, unless said. */
  readonly username?: string | undefined;
  /** True: whoever owns them, where no owner is named. */
  readonly isOfEverybody?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The credential of this id, ended or not: one’s own, or with `tokens:read` any. Throws `application_credential_not_found`. */
export const findApplicationCredential = async (
  ctx: Context,
  id: string,
): Promise<ApplicationCredential> => {
  const row = requireKnown(ctx.principal, await findOAuthClientById(ctx.db, id), 'tokens:read');
  return applicationCredentialFromRow(row, ctx.clock.now());
};

/**
 * Lists the credentials of one user, or of all of them, oldest first, ended ones too. Those of others than oneself, and of
 * the service accounts that one answers for, need `tokens:read`. Throws `scope_missing`, `user_not_found` and
 * `cursor_invalid`.
 */
export const listApplicationCredentials = async (
  ctx: Context,
  request: ApplicationCredentialListRequest,
): Promise<Page<ApplicationCredential>> => {
  const { username, isOfEverybody = false, cursor, limit } = request;
  const isOfAll = isOfEverybody && username === undefined;
  if (isOfAll) requireUnlimited(ctx.principal, ['tokens:read']);
  const ownerId = isOfAll ? undefined : await ownerIdOf(ctx, username);
  const after = cursor === undefined ? null : keyOfCursor(cursor);
  const now = ctx.clock.now();
  const rows = await listOAuthClients(ctx.db, { ownerId, after, limit: limit + 1 });
  return pageOf(
    rows.map((row) => applicationCredentialFromRow(row, now)),
    limit,
    ({ createdAt, id }) => [createdAt.toISOString(), id],
  );
};

const ownerIdOf = async (ctx: Context, username: string | undefined): Promise<string> => {
  const { principal } = ctx;
  const isOneself =
    principal.kind === 'user' && (username === undefined || username === principal.username);
  if (isOneself) return principal.userId;
  const owner = username === undefined ? undefined : await findAccountByName(ctx.db, username);
  const isManaged = principal.kind === 'user' && owner?.owner_id === principal.userId;
  if (!isManaged) requireUnlimited(principal, ['tokens:read']);
  if (owner === undefined) throw fault('user_not_found');
  return owner.id;
};

const keyOfCursor = (cursor: string): { createdAt: Date; id: string } => {
  const [createdAt, id] = decodeCursor(cursor, [instantPattern, tokenIdPattern]);
  const instant = new Date(createdAt!);
  if (Number.isNaN(instant.getTime())) throw fault('cursor_invalid');
  return { createdAt: instant, id: id! };
};
