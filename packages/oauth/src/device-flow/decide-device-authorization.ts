/** What a person says to a device that waits: looking at who it is, letting it in, or not. */
import {
  type Context,
  groupsWith,
  type Principal,
  recordAudit,
  requireHeldIn,
  requireScopes,
  type Scope,
  type UserPrincipal,
} from '@moorgate/auth';
import {
  findDeviceAuthorizationByUserCode,
  findOAuthClientById,
  inTransaction,
  lockDeviceAuthorizationById,
  type Trx,
  updateDeviceAuthorizationAsDecided,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import {
  type DeviceAuthorization,
  deviceAuthorizationFromRow,
  deviceAuthorizationStateAt,
} from './device-authorization.ts';
import type { DeviceFlowServices } from './device-flow-services.ts';
import { hashesOfUserCode, readUserCode } from './user-code.ts';

/** What is said; `isApproved` false: the device gets nothing. */
export interface DeviceAuthorizationAnswer {
  readonly userCode: string;
  readonly isApproved: boolean;
  /** The group that a device comes into; without a meaning for somebody who may let devices into every group. */
  readonly group: string | null;
  /** What a client gets of what it asked for; a device gets one scope. */
  readonly scopes: readonly Scope[];
}

/**
 * Who waits under a code that somebody typed. Throws `user_code_unknown` for a code that nobody waits under, one that is
 * over included: nobody learns which codes there were.
 */
export const findDeviceAuthorization = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  { tokenKeys }: Pick<DeviceFlowServices, 'tokenKeys'>,
  userCode: string,
): Promise<DeviceAuthorization> => {
  const code = readUserCode(userCode);
  if (code === null) throw fault('user_code_unknown');
  const row = await findDeviceAuthorizationByUserCode(ctx.db, hashesOfUserCode(tokenKeys, code));
  if (row === undefined) throw fault('user_code_unknown');
  const found = deviceAuthorizationFromRow(row, ctx.clock.now());
  if (found.state !== 'pending') throw fault('user_code_unknown');
  if (found.deviceUuid !== null) return found;
  const client = await findOAuthClientById(ctx.db, found.clientId);
  return { ...found, clientName: client?.name ?? null };
};

/**
 * For which groups somebody may let devices in: none, some, of which they have to choose one, or whichever the device names.
 */
export const admissionGroupsOf = (principal: Principal): 'all' | readonly string[] => {
  const held = groupsWith(principal, 'devices:create');
  return held === 'all' ? held : [...held].sort();
};

const requireSession = ({ principal }: Context): UserPrincipal => {
  if (principal.kind !== 'user' || principal.credential.kind !== 'session')
    throw fault('session_required');
  return principal;
};

/**
 * Lets a device or a client in, or turns it away, once, for whoever asks with a session. Nobody lets a device in who could
 * not register it, and nobody hands a client a scope that they lack. Throws `user_code_unknown`, also when somebody else was
 * faster, `session_required`, `scope_not_held` and `scope_missing`.
 */
export const decideDeviceAuthorization = async (
  ctx: Context,
  services: Pick<DeviceFlowServices, 'tokenKeys'>,
  answer: DeviceAuthorizationAnswer,
): Promise<DeviceAuthorization> => {
  const principal = requireSession(ctx);
  const found = await findDeviceAuthorization(ctx, services, answer.userCode);
  const scopes = grantedScopes(found, answer);
  const group = admissionGroupsOf(principal) === 'all' ? null : answer.group;
  if (answer.isApproved) requireGrantable(principal, found, { scopes, group });
  await inTransaction(ctx.db, async (trx) => {
    const row = await lockDeviceAuthorizationById(trx, found.id);
    const now = ctx.clock.now();
    if (row === undefined || deviceAuthorizationStateAt(row, now) !== 'pending')
      throw fault('user_code_unknown');
    await updateDeviceAuthorizationAsDecided(trx, found.id, {
      decided_at: now,
      user_id: principal.userId,
      is_approved: answer.isApproved,
      granted_scopes: answer.isApproved ? scopes : null,
      device_group: answer.isApproved ? group : null,
    });
    await recordDecision(trx, ctx, { found, answer: { ...answer, group, scopes } });
  });
  return found;
};

const grantedScopes = (
  { deviceUuid, scopes }: DeviceAuthorization,
  answer: DeviceAuthorizationAnswer,
): readonly Scope[] =>
  deviceUuid === null ? scopes.filter((scope) => answer.scopes.includes(scope)) : scopes;

const requireGrantable = (
  principal: UserPrincipal,
  { deviceUuid }: DeviceAuthorization,
  grant: { readonly scopes: readonly Scope[]; readonly group: string | null },
): void => {
  const { scopes, group } = grant;
  if (deviceUuid === null) requireScopes(principal, scopes);
  else requireHeldIn(principal, { scopes, groups: group === null ? null : [group] });
};

const recordDecision = (
  trx: Trx,
  ctx: Context,
  decision: {
    readonly found: DeviceAuthorization;
    readonly answer: DeviceAuthorizationAnswer;
  },
): Promise<void> => {
  const { found, answer } = decision;
  const { clientId, deviceUuid, address } = found;
  const granted = answer.isApproved ? { scopes: answer.scopes, group: answer.group } : {};
  return recordAudit(trx, ctx, {
    action: answer.isApproved ? 'device_authorization.approved' : 'device_authorization.denied',
    targetKind: 'device_authorization',
    targetId: found.id,
    after: { clientId, deviceUuid, askedFrom: address, ...granted },
  });
};
