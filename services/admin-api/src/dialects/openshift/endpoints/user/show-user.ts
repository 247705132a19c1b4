/** GET /broker/rest/user */
import { defineEndpoint } from '@moorgate/http';
import type { OpenShiftContext } from '../../context.ts';
import { requireAction } from '../../permissions.ts';
import { bothFormats, FormQuerySchema, UserSchema } from '../../schemas.ts';
import { toUser } from '../../translate.ts';
import {
  answer,
  badEncoding,
  commonFaults,
  formOf,
  identityHeaders,
  spellingsOf,
} from '../answer.ts';

export const showUserEndpoint = defineEndpoint({
  operationId: 'showOpenShiftUser',
  method: 'GET',
  path: '/user',
  aliases: spellingsOf('/user'),
  summary: 'Who asks',
  tag: 'User',
  access: { authenticated: true },
  request: { query: FormQuerySchema },
  responses: {
    ...badEncoding,
    200: {
      description: 'The user.',
      content: bothFormats(UserSchema),
      headers: identityHeaders,
    },
  },
  faults: commonFaults,
  handle: (ctx: OpenShiftContext, input) => {
    const form = formOf(input);
    requireAction(ctx.principal, 'show user');
    const content = { element: 'user', of: toUser(ctx.principal, form) };
    return Promise.resolve(answer(form, { type: 'user', content, text: 'Display user' }));
  },
});
