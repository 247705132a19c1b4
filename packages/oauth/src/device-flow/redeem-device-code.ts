/** What a waiting device is told when it asks again (RFC 8628, section 3.5), and what it gets once somebody let it in. */
import type { Context, Scope } from '@moorgate/auth';
import {
  type DeviceAuthorizationRow,
  findAccountById,
  findDeviceAuthorizationById,
  inTransaction,
  lockActiveAccountById,
  lockDeviceAuthorizationById,
  type Trx,
  updateDeviceAuthorizationAsRedeemed,
} from '@moorgate/db';
import { issueEnrolmentTokenFor } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { isGrantCodeOf, parseGrantCode, type PresentedGrantCode } from '../grant-code.ts';
import { deviceAuthorizationFromRow } from './device-authorization.ts';
import type { DeviceFlowServices } from './device-flow-services.ts';

/** How long a device has to register once it has its token. */
const enrolmentLifetimeMs = 15 * 60_000;

/** A device code, and who says that it is theirs. */
export interface DeviceCodePresentation {
  readonly deviceCode: string;
  readonly clientId: string;
}

/** What somebody granted to a client. */
export interface RedeemedDeviceGrant {
  readonly userId: string;
  readonly scopes: readonly Scope[];
}

/** Runs in the transaction that uses up the code: issues what a client gets. */
export type IssueToClient<T> = (trx: Trx, grant: RedeemedDeviceGrant) => Promise<T>;

/** The token with which one device registers. */
export interface IssuedDeviceToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

const requireOwnCode = (
  { tokenKeys }: Pick<DeviceFlowServices, 'tokenKeys'>,
  row: DeviceAuthorizationRow | undefined,
  presented: { readonly code: PresentedGrantCode; readonly clientId: string },
): DeviceAuthorizationRow => {
  const { code, clientId } = presented;
  const purpose = 'device code';
  const isOwn =
    row !== undefined &&
    isGrantCodeOf(
      tokenKeys,
      { purpose, secret: code.secret },
      { hash: row.device_code_hash, keyVersion: row.key_version },
    ) &&
    row.client_id.toLowerCase() === clientId.toLowerCase();
  if (!isOwn) throw fault('grant_invalid');
  return row;
};

/** Passes for a code whose device was let in and has got nothing yet. */
const requireApproved = (
  row: DeviceAuthorizationRow,
  now: Date,
): { readonly row: DeviceAuthorizationRow; readonly userId: string } => {
  const { state } = deviceAuthorizationFromRow(row, now);
  if (state === 'pending') throw fault('authorization_pending');
  if (state === 'denied') throw fault('authorization_denied');
  if (state === 'expired') throw fault('device_code_expired');
  if (state === 'redeemed' || row.user_id === null) throw fault('grant_invalid');
  return { row, userId: row.user_id };
};

/**
 * Looks a device code up, without using it. Throws `grant_invalid` for a code that is none, is somebody else’s or was
 * used, `authorization_pending`, `authorization_denied` and `device_code_expired`.
 */
export const findApprovedDeviceCode = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  services: Pick<DeviceFlowServices, 'tokenKeys'>,
  { deviceCode, clientId }: DeviceCodePresentation,
): Promise<{ readonly id: string; readonly deviceUuid: string | null }> => {
  const code = parseGrantCode(deviceCode);
  if (code === null) throw fault('grant_invalid');
  const found = await findDeviceAuthorizationById(ctx.db, code.id);
  const row = requireOwnCode(services, found, { code, clientId });
  requireApproved(row, ctx.clock.now());
  return { id: row.id, deviceUuid: row.device_uuid };
};

/** Uses up a code that `findApprovedDeviceCode` found, in one transaction with what it is exchanged for. */
const useUp = <T>(
  ctx: Omit<Context, 'principal'>,
  id: string,
  issue: (trx: Trx, approved: ReturnType<typeof requireApproved>) => Promise<T>,
): Promise<T> =>
  inTransaction(ctx.db, async (trx) => {
    const now = ctx.clock.now();
    const locked = await lockDeviceAuthorizationById(trx, id);
    if (locked === undefined) throw fault('grant_invalid');
    const approved = requireApproved(locked, now);
    await updateDeviceAuthorizationAsRedeemed(trx, id, now);
    return issue(trx, approved);
  });

/**
 * Exchanges the code of a device for the token with which it registers: that device, once, within 15 minutes, by the rights
 * that the person who let it in has at that moment. Faults as of `findApprovedDeviceCode`, and `authorization_denied`
 * where that person has gone.
 */
export const redeemForDevice = (
  ctx: Omit<Context, 'principal'>,
  services: DeviceFlowServices,
  { id, deviceUuid: uuid }: { readonly id: string; readonly deviceUuid: string },
): Promise<IssuedDeviceToken> =>
  useUp(ctx, id, async (trx, { row, userId: ownerId }) => {
    const owner = await findAccountById(trx, ownerId);
    if (owner === undefined || !(await lockActiveAccountById(trx, ownerId)))
      throw fault('authorization_denied');
    const principal = { kind: 'system', name: `device flow of ${owner.username}` } as const;
    const expiresAt = new Date(ctx.clock.now().getTime() + enrolmentLifetimeMs);
    const { token } = await issueEnrolmentTokenFor(
      trx,
      { ...ctx, principal },
      {
        services: { keys: services.enrolmentKeys, factory: services.factory },
        device: { uuid, ownerId, group: row.device_group, expiresAt },
      },
    );
    return { accessToken: token, expiresInSeconds: enrolmentLifetimeMs / 1_000 };
  });

/** Exchanges the code of a client for what `issue` makes. Faults as of `findApprovedDeviceCode`, and those of `issue`. */
export const redeemForClient = <T>(
  ctx: Omit<Context, 'principal'>,
  id: string,
  issue: IssueToClient<T>,
): Promise<T> =>
  useUp(ctx, id, (trx, { row, userId }) => issue(trx, { userId, scopes: deviceScopesOf(row) }));

const deviceScopesOf = (row: DeviceAuthorizationRow): readonly Scope[] =>
  deviceAuthorizationFromRow({ ...row, scopes: row.granted_scopes ?? [] }, row.expires_at).scopes;
