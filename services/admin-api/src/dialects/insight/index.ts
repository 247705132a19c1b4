/** The dialect of Insight.io, in both of its vintages: its table of contents. */
import type { AnyEndpoint } from '@moorgate/http';
import { defineFace } from '../define-face.ts';
import { authenticateInsight } from './authenticate.ts';
import { dialectName, type InsightServices } from './context.ts';
import { insightDocument } from './document.ts';
import { logInEndpoint } from './endpoints/logins/log-in.ts';
import { listRecentFilesEndpoint } from './endpoints/recent-files/list-recent-files.ts';
import {
  createApiTokenEndpoint,
  createTokenEndpoint,
} from './endpoints/tokens/create-api-token.ts';
import { listApiTokensEndpoint } from './endpoints/tokens/list-api-tokens.ts';
import {
  revokeApiTokenEndpoint,
  revokeTokenEndpoint,
} from './endpoints/tokens/revoke-api-token.ts';
import { renderFault } from './envelope.ts';

/** Every endpoint, for the mount and for the API description. */
const endpoints: readonly AnyEndpoint[] = [
  createApiTokenEndpoint,
  createTokenEndpoint,
  listApiTokensEndpoint,
  revokeApiTokenEndpoint,
  revokeTokenEndpoint,
  logInEndpoint,
  listRecentFilesEndpoint,
];

export const insightFace = defineFace<InsightServices>({
  name: dialectName,
  prefixes: ['/api'],
  endpoints,
  document: insightDocument,
  tokenHeaders: ['x-auth-token'],
  services: (parts) => {
    const { tokenKeys, tokenChecks, sealingKeys, loginLimiter, accounts, sessionCookie } = parts;
    const { ownOrigin, derivedTokens, usesHexTokens, admitsQueryTokens } = parts;
    const credentials = { tokenKeys, tokenChecks, sealingKeys, derivedTokens, usesHexTokens };
    return { ...credentials, loginLimiter, accounts, sessionCookie, ownOrigin, admitsQueryTokens };
  },
  authenticate: authenticateInsight,
  renderFault,
});
