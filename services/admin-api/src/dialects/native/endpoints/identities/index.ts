/** Endpoints about login providers and the identities of people there. */
import type { AnyEndpoint } from '@moorgate/http';
import { listIdentitiesEndpoint } from './list-identities.ts';
import { listLoginProvidersEndpoint } from './list-login-providers.ts';
import { listOwnIdentitiesEndpoint } from './list-own-identities.ts';
import { startLinkEndpoint } from './start-link.ts';
import { unlinkIdentityEndpoint } from './unlink-identity.ts';
import { unlinkOwnIdentityEndpoint } from './unlink-own-identity.ts';

export const identityEndpoints: readonly AnyEndpoint[] = [
  listLoginProvidersEndpoint,
  startLinkEndpoint,
  listOwnIdentitiesEndpoint,
  unlinkOwnIdentityEndpoint,
  listIdentitiesEndpoint,
  unlinkIdentityEndpoint,
];
