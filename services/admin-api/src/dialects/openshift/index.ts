/** The dialect of OpenShift Enterprise 2: its table of contents. */
import type { AnyEndpoint, AskedRequest, Reply } from '@moorgate/http';
import { defineFace } from '../define-face.ts';
import { authenticateOpenShift } from './authenticate.ts';
import { dialectName, type OpenShiftServices } from './context.ts';
import { openshiftDocument } from './document.ts';
import { prefix } from './endpoints/answer.ts';
import { showApiEndpoint } from './endpoints/api/show-api.ts';
import {
  changeAuthorizationEndpoint,
  patchAuthorizationEndpoint,
} from './endpoints/authorizations/change-authorization.ts';
import { createAuthorizationEndpoint } from './endpoints/authorizations/create-authorization.ts';
import { listAuthorizationsEndpoint } from './endpoints/authorizations/list-authorizations.ts';
import { revokeAuthorizationEndpoint } from './endpoints/authorizations/revoke-authorization.ts';
import { revokeAuthorizationsEndpoint } from './endpoints/authorizations/revoke-authorizations.ts';
import { showAuthorizationEndpoint } from './endpoints/authorizations/show-authorization.ts';
import { listDomainsEndpoint } from './endpoints/domains/list-domains.ts';
import { showUserEndpoint } from './endpoints/user/show-user.ts';
import { scopesOf } from './permissions.ts';
import { renderFault } from './render-fault.ts';
import { toUserId } from './translate.ts';

/** Every endpoint, for the mount and for the API description. */
const endpoints: readonly AnyEndpoint[] = [
  showApiEndpoint,
  showUserEndpoint,
  listDomainsEndpoint,
  listAuthorizationsEndpoint,
  createAuthorizationEndpoint,
  revokeAuthorizationsEndpoint,
  showAuthorizationEndpoint,
  changeAuthorizationEndpoint,
  patchAuthorizationEndpoint,
  revokeAuthorizationEndpoint,
];

/** Every answer to somebody who was recognised says whom, and with which scopes. */
const nameIdentity = (reply: Reply, { principal }: AskedRequest): Reply =>
  principal === null
    ? reply
    : {
        ...reply,
        headers: {
          ...reply.headers,
          'X-OpenShift-Identity': principal.username,
          'X-OpenShift-Identity-Id': toUserId(principal),
          'X-OAuth-Scopes': scopesOf(principal).join(' '),
        },
      };

export const openshiftFace = defineFace<OpenShiftServices>({
  name: dialectName,
  prefixes: [prefix],
  endpoints,
  document: openshiftDocument,
  services: ({
    tokenKeys,
    tokenChecks,
    sealingKeys,
    loginLimiter,
    accounts,
    ownOrigin,
    derivedTokens,
    usesHexTokens,
  }) => ({
    tokenKeys,
    tokenChecks,
    sealingKeys,
    loginLimiter,
    accounts,
    ownOrigin,
    derivedTokens,
    usesHexTokens,
  }),
  authenticate: authenticateOpenShift,
  renderFault,
  finish: nameIdentity,
});
