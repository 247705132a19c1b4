/** Asking again what whoever asked for an operation may do, before it begins. */
import {
  accountGrants,
  type Grant,
  holdCredential,
  type Principal,
  requireUnlimited,
} from '@moorgate/auth';
import {
  type Db,
  findAccountById,
  findApplicationLevelByUser,
  findBeaconLevelByUser,
  findTokenCredentialByHandle,
  type OperationHostRow,
  type OperationRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** The rights of the token that asked, or of the account where somebody asked in a session. */
const presentGrants = async (db: Db, operation: OperationRow): Promise<readonly Grant[]> => {
  const { requested_by: userId, token_id: tokenId } = operation;
  if (tokenId !== null) {
    const { row } = await findTokenCredentialByHandle(db, { id: tokenId });
    const held = row === null ? null : holdCredential(tokenId, row, { expiresAtMs: null });
    return held?.principal.grants ?? [];
  }
  const account = userId === null ? undefined : await findAccountById(db, userId);
  return account === undefined ? [] : accountGrants(db, account);
};

/** The scopes that whoever asked needs still. */
const requireScopesOf = async (db: Db, operation: OperationRow): Promise<void> => {
  const principal: Principal = {
    kind: 'user',
    userId: operation.requested_by ?? '',
    username: operation.requester,
    scopes: new Set(),
    grants: await presentGrants(db, operation),
    credential: { kind: 'token', tokenId: operation.token_id ?? '' },
  };
  requireUnlimited(principal, [
    operation.kind === 'create' ? 'applications:create' : 'applications:manage',
    'beacons:use',
  ]);
};

/**
 * Passes while whoever asked for it may do so. Throws `scope_missing`, `application_forbidden` and `beacon_forbidden`, naming
 * the host.
 */
export const requirePresentRights = async (
  db: Db,
  operation: OperationRow,
  hosts: readonly Pick<OperationHostRow, 'beacon_id' | 'beacon_address' | 'address'>[],
): Promise<void> => {
  await requireScopesOf(db, operation);
  const { requested_by: userId, application_id: applicationId, kind } = operation;
  if (userId === null || applicationId === null) throw fault('application_forbidden');
  // Nobody has a level on what is only about to be created.
  const level =
    kind === 'create' ? 2 : await findApplicationLevelByUser(db, { applicationId, userId });
  if ((level ?? -1) < 1) throw fault('application_forbidden');
  // A host that no beacon reaches any more is nobody's; the call fails.
  for (const host of hosts.filter(({ beacon_address: reached }) => reached !== '')) {
    const held = await findBeaconLevelByUser(db, { beaconId: host.beacon_id, userId });
    if (held === null) throw fault('beacon_forbidden', { detail: host.address });
  }
};
