/** PUT and PATCH /broker/rest/user/authorization/{id} */
import { changeDerivedNote } from '@moorgate/auth';
import { type AnyEndpoint, defineEndpoint } from '@moorgate/http';
import { dialectName, type OpenShiftContext } from '../../context.ts';
import { requireAction } from '../../permissions.ts';
import { readNote } from '../../read-authorization-fields.ts';
import {
  AuthorizationFieldsSchema,
  AuthorizationParamsSchema,
  AuthorizationQuerySchema,
  AuthorizationSchema,
  bothFormats,
} from '../../schemas.ts';
import {
  answer,
  badEncoding,
  commonFaults,
  formOf,
  identityHeaders,
  withoutEnding,
} from '../answer.ts';
import { authorizationShower, findAuthorization, memberAliases, memberPath } from './shared.ts';

const endpointFor = (method: 'PUT' | 'PATCH', operationId: string): AnyEndpoint =>
  defineEndpoint({
    operationId,
    method,
    path: memberPath,
    aliases: memberAliases,
    summary: 'Change the note of an authorization',
    description: 'Nothing else can be changed; without a `note` it stays.',
    tag: 'Authorizations',
    access: { authenticated: true },
    request: {
      params: AuthorizationParamsSchema,
      query: AuthorizationQuerySchema,
      body: AuthorizationFieldsSchema,
    },
    bodyFormats: ['json', 'form', 'xml'],
    responses: {
      ...badEncoding,
      200: {
        description: 'The authorization as it is now.',
        content: bothFormats(AuthorizationSchema),
        headers: identityHeaders,
      },
    },
    faults: [...commonFaults, 'invalid_xml', 'token_not_found'],
    async handle(ctx: OpenShiftContext, input) {
      const form = formOf(input);
      requireAction(ctx.principal, 'update_authorization');
      const note = readNote({ ...input.query, ...input.body });
      const present = await findAuthorization(ctx, withoutEnding(input.params.id));
      const change = { dialect: dialectName, id: present.id, note: note ?? present.note };
      const token = await changeDerivedNote(ctx, ctx.derivedTokens, change);
      const of = authorizationShower(ctx, form, input.headers)(token);
      const content = { element: 'authorization', of };
      return answer(form, { type: 'authorization', content, text: 'Change authorization' });
    },
  });

export const changeAuthorizationEndpoint = endpointFor('PUT', 'changeAuthorization');
export const patchAuthorizationEndpoint = endpointFor('PATCH', 'patchAuthorization');
