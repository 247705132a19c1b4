/** What the endpoints of this dialect use beside the context of every endpoint. */
import type { ApplicationServices } from '@moorgate/applications';
import type { Context, TokenKeys } from '@moorgate/auth';
import type { BeaconServices } from '@moorgate/beacons';
import type { DockerServices } from '@moorgate/docker-hosts';
import type { AccountDemands } from '../../accounts.ts';
import type { DialectParts } from '../../dialect-parts.ts';
import type { LoginLimiter } from '../../login-limiter.ts';
import type { OwnOrigin } from '../../same-origin.ts';
import type { SessionCookie } from '../../session-cookie.ts';
import { createAuthCookie } from './auth-cookie.ts';

export interface LighthouseServices extends BeaconServices, DockerServices {
  readonly applications: ApplicationServices;
  readonly tokenKeys: TokenKeys;
  readonly tokenChecks: DialectParts['tokenChecks'];
  readonly loginLimiter: LoginLimiter;
  readonly accounts: AccountDemands;
  readonly ownOrigin: OwnOrigin;
  readonly authCookie: SessionCookie;
}

export type LighthouseContext = Context & LighthouseServices;

/** Takes them from the parts of all dialects. */
export const lighthousePartsFrom = (parts: DialectParts): LighthouseServices => {
  const { tokenKeys, tokenChecks, sealingKeys, beaconCaller, applications } = parts;
  const { dockerCaller, dockerPolicy, levelWatch } = parts;
  const { loginLimiter, accounts, ownOrigin } = parts;
  return {
    tokenKeys,
    tokenChecks,
    sealingKeys,
    beaconCaller,
    applications,
    dockerCaller,
    dockerPolicy,
    levelWatch,
    loginLimiter,
    accounts,
    ownOrigin,
    authCookie: createAuthCookie(ownOrigin.isSecure),
  };
};
