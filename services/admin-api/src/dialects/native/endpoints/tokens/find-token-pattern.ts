/** GET /token-pattern */
import { tokenPattern } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { TokenPatternSchema } from '../../schemas-token-leaks.ts';

export const findTokenPatternEndpoint = defineEndpoint({
  operationId: 'findTokenPattern',
  method: 'GET',
  path: '/token-pattern',
  summary: 'How a token is recognised',
  description: 'For scanners that look for secrets where none should be.',
  tag: 'Tokens',
  access: { public: 'Whoever finds a token has to know that it is one.' },
  request: {},
  responses: { 200: { description: 'The form of a token.', schema: TokenPatternSchema } },
  faults: [],
  handle: () => Promise.resolve({ status: 200, body: tokenPattern }),
});
