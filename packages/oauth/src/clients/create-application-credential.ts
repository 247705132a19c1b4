/** Creating an application credential: a client id and, unless it is public, a secret. */
import {
  type Context,
  issueAs,
  type IssuedToken,
  issueTokenFor,
  recordAudit,
  type TokenKeys,
  type TokenRequest,
  withDb,
} from '@moorgate/auth';
import { findOAuthClientById, inTransaction, insertOAuthClient } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type ApplicationCredential, applicationCredentialFromRow } from './client.ts';
import { type AskedTerms, chooseTerms, columnsOf, usualTerms } from './client-terms.ts';

/** What shall exist. */
export interface ApplicationCredentialRequest
  extends Omit<TokenRequest, 'maxUses' | 'notBefore'>, AskedTerms {
  readonly isPublic?: boolean | undefined;
}

/** A new credential; its secret cannot be shown again. */
export interface IssuedApplicationCredential extends ApplicationCredential {
  /** Null for a public client, which has none. */
  readonly secret: string | null;
}

/**
 * Creates an application credential of whoever asks: what is issued to its client has at most its scopes, groups and
 * networks, and never more than its owner’s present rights. One that is made with a token is narrower than that one, ends
 * no later, and is revoked with it. Throws `invalid_request`, `scope_not_held`, `token_not_narrower`,
 * `token_uses_bounded`, and `credentials_invalid` when what asks was ended meanwhile.
 */
export const createApplicationCredential = (
  ctx: Context,
  keys: TokenKeys,
  { isPublic = false, ...request }: ApplicationCredentialRequest,
): Promise<IssuedApplicationCredential> => {
  const { principal } = ctx;
  if (principal.kind !== 'user') throw fault('credentials_required');
  return create(ctx, { isPublic, request }, (trxCtx) =>
    issueAs(trxCtx, keys, { request, principal, owner: null, kind: 'app' }),
  );
};

/**
 * Creates an application credential of a user or a service account that is named; for the operator on the host. Throws
 * `user_not_found`, `scope_not_held` and `invalid_request`.
 */
export const createApplicationCredentialFor = (
  ctx: Context,
  keys: TokenKeys,
  { isPublic = false, ...request }: ApplicationCredentialRequest & { readonly username: string },
): Promise<IssuedApplicationCredential> =>
  create(ctx, { isPublic, request }, (trxCtx) =>
    issueTokenFor(trxCtx, keys, { ...request, kind: 'app' }),
  );

const create = (
  ctx: Context,
  wanted: {
    readonly isPublic: boolean;
    readonly request: Omit<ApplicationCredentialRequest, 'isPublic'>;
  },
  issue: (ctx: Context) => Promise<IssuedToken>,
): Promise<IssuedApplicationCredential> => {
  const { isPublic, request } = wanted;
  const terms = chooseTerms(usualTerms(isPublic), request);
  return inTransaction(ctx.db, async (trx) => {
    const { id, token, owner } = await issue(withDb(ctx, trx));
    await insertOAuthClient(trx, id, columnsOf(terms));
    await recordAudit(trx, ctx, {
      action: 'application_credential.created',
      targetKind: 'token',
      targetId: id,
      after: { owner, name: request.name, ...terms },
    });
    const row = await findOAuthClientById(trx, id);
    const credential = applicationCredentialFromRow(row!, ctx.clock.now());
    return { ...credential, secret: isPublic ? null : token };
  });
};
