/** GET /scopes. */
import { allScopes, scopeCatalogue, scopeSet } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { ScopeCatalogueSchema } from '../../schemas-tokens.ts';

/** Every scope there is, and what it allows in a sentence. */
export const listScopesEndpoint = defineEndpoint({
  operationId: 'listScopes',
  method: 'GET',
  path: '/scopes',
  summary: 'List scopes',
  description: 'Every scope with a sentence of what it allows, sorted.',
  tag: 'Tokens',
  access: { authenticated: true },
  request: {},
  responses: { 200: { description: 'The scopes.', schema: ScopeCatalogueSchema } },
  faults: [],
  handle: () =>
    Promise.resolve({
      status: 200,
      body: allScopes.map((scope) => ({
        scope,
        allows: scopeCatalogue[scope],
        implies: [...scopeSet([scope])].filter((other) => other !== scope),
      })),
    }),
});
