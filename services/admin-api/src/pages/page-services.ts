/** What the pages take of the parts that dialects are made of. */
import type { DialectParts } from '../dialect-parts.ts';
import { createCodeGuesses } from './code-guesses.ts';
import type { PageServices } from './page.ts';

/** Takes them, once for the life of the process. */
export const pageServicesFrom = (parts: DialectParts): PageServices => ({
  tokenKeys: parts.tokenKeys,
  sealingKeys: parts.sealingKeys,
  tokenChecks: parts.tokenChecks,
  sessionCookie: parts.sessionCookie,
  ownOrigin: parts.ownOrigin,
  accounts: parts.accounts,
  loginLimiter: parts.loginLimiter,
  limiter: parts.manners.limiter,
  codeGuesses: createCodeGuesses(),
  providers: parts.login.providers,
  factory: parts.factory,
  source: parts.source,
});
