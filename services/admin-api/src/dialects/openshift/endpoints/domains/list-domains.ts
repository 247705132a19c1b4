/** GET /broker/rest/domains */
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { OpenShiftContext } from '../../context.ts';
import { requireAction } from '../../permissions.ts';
import { bothFormats, FormQuerySchema } from '../../schemas.ts';
import {
  answer,
  badEncoding,
  commonFaults,
  formOf,
  identityHeaders,
  spellingsOf,
} from '../answer.ts';

export const listDomainsEndpoint = defineEndpoint({
  operationId: 'listOpenShiftDomains',
  method: 'GET',
  path: '/domains',
  aliases: spellingsOf('/domains'),
  summary: 'List domains',
  description: 'There are none here: clients ask for them when they log in.',
  tag: 'Domains',
  access: { authenticated: true },
  request: { query: FormQuerySchema },
  responses: {
    ...badEncoding,
    200: {
      description: 'An empty list.',
      content: bothFormats(Type.Array(Type.Object({}))),
      headers: identityHeaders,
    },
  },
  faults: commonFaults,
  handle: (ctx: OpenShiftContext, input) => {
    const form = formOf(input);
    requireAction(ctx.principal, 'read');
    const content = { element: 'domain', items: [] };
    const text = `Listing domains for user ${ctx.principal.username}`;
    return Promise.resolve(answer(form, { type: 'domains', content, text }));
  },
});
