/** GET /auth/providers */
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { LoginProviderSchema } from '../../schemas-identities.ts';
import { toLoginProviderBody } from '../../translate-identities.ts';

export const listLoginProvidersEndpoint = defineEndpoint({
  operationId: 'listLoginProviders',
  method: 'GET',
  path: '/auth/providers',
  summary: 'List the providers to log in with',
  description:
    'A browser that visits the `login-path` of one is sent to the provider and comes back logged in.',
  tag: 'Sessions',
  access: { public: 'Whoever wants to log in has to know how.' },
  request: {},
  responses: {
    200: {
      description: 'The providers, in the order of the configuration.',
      schema: Type.Array(LoginProviderSchema),
    },
  },
  faults: [],
  handle: ({ login }: NativeContext) =>
    Promise.resolve({ status: 200, body: [...login.providers.values()].map(toLoginProviderBody) }),
});
