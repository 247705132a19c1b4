/** The grant type of the device flow (RFC 8628, 3.4): what a person let in asks for what it was let in for. */
import { withDb } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import {
  findApprovedDeviceCode,
  redeemForClient,
  redeemForDevice,
} from '../device-flow/redeem-device-code.ts';
import type { GrantRequest, GrantType, IssuedGrant } from './grant.ts';
import { issueGrant } from './issue-grant.ts';

/** Its name on the wire. */
export const deviceCodeGrantName = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * A device that registers gets a token that registers it, once, within a quarter of an hour; it is no client, and says who it
 * is by its UUID. A registered client gets what the person allowed it. While nobody has said anything the answer is
 * `authorization_pending`, however often it is asked: known devices take `slow_down` for the end. Throws
 * `oauth_request_invalid`, `grant_invalid`, `authorization_pending`, `authorization_denied`, `device_code_expired`, and as
 * `issueGrant` does.
 */
export const deviceCodeGrant: GrantType = {
  clients: 'any',
  issue: (ctx, services, request) => {
    const deviceCode = request.parameters['device_code'];
    const { clientId } = request;
    if (deviceCode === undefined || clientId === null) {
      const missing = deviceCode === undefined ? 'device_code' : 'client_id';
      throw fault('oauth_request_invalid', { detail: `${missing} is missing` });
    }
    const poll = { deviceCode, at: ctx.clock.now() };
    return services.polls.pace(poll, async () => {
      const found = await findApprovedDeviceCode(ctx, services, { deviceCode, clientId });
      const { id, deviceUuid } = found;
      if (deviceUuid === null) return issueToClient(ctx, services, { id, request });
      const issued = await redeemForDevice(ctx, services, { id, deviceUuid });
      return { ...issued, refreshToken: null, scopes: ['devices:create'], sender: null };
    });
  },
};

const issueToClient = (
  ctx: Parameters<GrantType['issue']>[0],
  services: Parameters<GrantType['issue']>[1],
  { id, request }: { readonly id: string; readonly request: GrantRequest },
): Promise<IssuedGrant> => {
  const { client, sender } = request;
  if (client === null) throw fault('client_invalid');
  const asClient = { ...ctx, principal: client.principal };
  return redeemForClient(ctx, id, (trx, { userId, scopes }) =>
    issueGrant(withDb(asClient, trx), services, {
      client,
      user: userId,
      scopes,
      groups: null,
      sender,
      grant: 'device_code',
    }),
  );
};
