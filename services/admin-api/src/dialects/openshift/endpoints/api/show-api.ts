/** GET /broker/rest/api */
import { defineEndpoint } from '@moorgate/http';
import { apiLinks } from '../../links.ts';
import { bothFormats, FormQuerySchema, LinksSchema } from '../../schemas.ts';
import type { OpenShiftContext } from '../../context.ts';
import { answer, badEncoding, baseOf, formOf, spellingsOf } from '../answer.ts';

/** The version from which on there are authorizations. */
const authorizationsSince = '1.2';

export const showApiEndpoint = defineEndpoint({
  operationId: 'showOpenShiftApi',
  method: 'GET',
  path: '/api',
  aliases: spellingsOf('/api'),
  summary: 'What there is',
  description: 'Links to everything else, with the parameters that each takes.',
  tag: 'API',
  access: { public: 'Clients ask what there is before they log in.' },
  request: { query: FormQuerySchema },
  responses: {
    ...badEncoding,
    200: { description: 'The links.', content: bothFormats(LinksSchema) },
  },
  faults: ['not_acceptable'],
  handle: (ctx: OpenShiftContext, input) => {
    const form = formOf(input);
    const members = apiLinks(baseOf(ctx, input.headers), form.version >= authorizationsSince);
    return Promise.resolve(answer(form, { type: 'links', content: { members } }));
  },
});
