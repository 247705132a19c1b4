/** Everything about tokens that the native dialect serves. */
import type { AnyEndpoint } from '@moorgate/http';
import { changeTokenEndpoint } from './change-token.ts';
import { findTokenEndpoint } from './find-token.ts';
import { issueTokenEndpoint } from './issue-token.ts';
import { findTokenPatternEndpoint } from './find-token-pattern.ts';
import { listScopesEndpoint } from './list-scopes.ts';
import { listTokensEndpoint } from './list-tokens.ts';
import { reportTokenLeaksEndpoint } from './report-token-leaks.ts';
import { revokeTokenEndpoint } from './revoke-token.ts';
import { revokeTokensEndpoint } from './revoke-tokens.ts';
import { rotateOwnTokenEndpoint } from './rotate-own-token.ts';
import { rotateTokenEndpoint } from './rotate-token.ts';

export const tokenEndpoints: readonly AnyEndpoint[] = [
  issueTokenEndpoint,
  listTokensEndpoint,
  findTokenEndpoint,
  changeTokenEndpoint,
  revokeTokenEndpoint,
  revokeTokensEndpoint,
  rotateTokenEndpoint,
  rotateOwnTokenEndpoint,
  findTokenPatternEndpoint,
  listScopesEndpoint,
  reportTokenLeaksEndpoint,
];
