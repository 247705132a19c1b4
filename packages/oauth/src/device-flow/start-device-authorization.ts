/** The beginning of the device flow (RFC 8628, section 3.1): the codes of a device that waits to be let in. */
import { type Context, isDeviceUuid, type Scope } from '@moorgate/auth';
import { deleteEndedDeviceAuthorizations, insertDeviceAuthorization } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { drawGrantCode, hashGrantSecret } from '../grant-code.ts';
import { deviceAuthorizationLifetimeMs, pollIntervalSeconds } from './device-authorization.ts';
import type { DeviceFlowServices } from './device-flow-services.ts';
import { drawUserCode, showUserCode } from './user-code.ts';

/** Who waits, and for what; a device that registers is no client, and says who it is by its UUID. */
export interface WaitingDevice {
  readonly clientId: string;
  readonly deviceUuid: string | null;
  readonly scopes: readonly Scope[];
}

/** What the device shows, and what it asks again with. */
export interface StartedDeviceAuthorization {
  readonly deviceCode: string;
  /** As a person types it. */
  readonly userCode: string;
  readonly expiresInSeconds: number;
  readonly intervalSeconds: number;
}

const attemptsMax = 5;
const keptMs = 3_600_000;
const sweptMax = 100;

/**
 * The device that registers with the factory, if that is what the request says: the UUID of a device as the client, and
 * `<factory>:devices:create` as the scope. Null for the request of a client. Throws `oauth_scope_invalid` for a device of
 * another factory.
 */
export const readRegisteringClient = (
  { factory }: Pick<DeviceFlowServices, 'factory'>,
  request: { readonly clientId: string; readonly scope: string },
): WaitingDevice | null => {
  const { clientId, scope } = request;
  const suffix = ':devices:create';
  if (!isDeviceUuid(clientId) || !scope.endsWith(suffix)) return null;
  const named = scope.slice(0, -suffix.length);
  if (named !== factory) {
    const detail = 'The scope parameter is not valid: there is no such factory here.';
    throw fault('oauth_scope_invalid', { detail });
  }
  return { clientId, deviceUuid: clientId.toLowerCase(), scopes: ['devices:create'] };
};

/**
 * Writes down that a device waits, for 15 minutes, and answers its codes; the store has their hashes alone. Some of those
 * that ended an hour ago are deleted on the way, so that what strangers leave behind has a bound.
 */
export const startDeviceAuthorization = async (
  ctx: Omit<Context, 'principal'>,
  { tokenKeys }: Pick<DeviceFlowServices, 'tokenKeys'>,
  device: WaitingDevice,
): Promise<StartedDeviceAuthorization> => {
  const now = ctx.clock.now();
  await deleteEndedDeviceAuthorizations(ctx.db, new Date(now.getTime() - keptMs), sweptMax);
  const drawn = drawGrantCode(tokenKeys, 'device code');
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const userCode = drawUserCode();
    const isNew = await insertDeviceAuthorization(ctx.db, {
      id: drawn.id,
      device_code_hash: drawn.hash,
      user_code_hash: hashGrantSecret(tokenKeys, 'user code', userCode).hash,
      key_version: drawn.keyVersion,
      client_id: device.clientId,
      device_uuid: device.deviceUuid,
      scopes: device.scopes,
      created_at: now,
      created_ip: ctx.address,
      expires_at: new Date(now.getTime() + deviceAuthorizationLifetimeMs),
    });
    if (isNew)
      return {
        deviceCode: drawn.text,
        userCode: showUserCode(userCode),
        expiresInSeconds: deviceAuthorizationLifetimeMs / 1_000,
        intervalSeconds: pollIntervalSeconds,
      };
  }
  throw fault('service_unavailable', { retryAfterSeconds: 1 });
};
