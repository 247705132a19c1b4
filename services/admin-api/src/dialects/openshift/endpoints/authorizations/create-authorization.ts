/** POST /broker/rest/user/authorizations */
import { type DerivedTokenRequest, issueDerivedToken } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { dialectName, type OpenShiftContext } from '../../context.ts';
import { requireAction } from '../../permissions.ts';
import {
  type AuthorizationRequest,
  readAuthorizationFields,
} from '../../read-authorization-fields.ts';
import {
  AuthorizationFieldsSchema,
  AuthorizationQuerySchema,
  AuthorizationSchema,
  bothFormats,
} from '../../schemas.ts';
import { canonicalScopes, termsOfScopes } from '../../scope-grammar.ts';
import {
  answer,
  badEncoding,
  commonFaults,
  formOf,
  identityHeaders,
  spellingsOf,
} from '../answer.ts';
import { authorizationShower } from './shared.ts';

/** One that ends within ten minutes, or has little left of the time that is asked for, is not handed out again. */
const remainingSecondsMin = (lifetimeSeconds: number): number => Math.min(600, lifetimeSeconds / 4);

const toTokenRequest = (
  { scopes, note, lifetimeSeconds, isReuse }: AuthorizationRequest,
  usesHexTokens: boolean,
): DerivedTokenRequest => ({
  dialect: dialectName,
  form: usesHexTokens ? 'hex64' : 'token',
  name: 'OpenShift authorization',
  note: note ?? null,
  scopes: canonicalScopes(scopes),
  terms: termsOfScopes(scopes),
  lifetimeSeconds,
  reuse: isReuse
    ? {
        ...(note === undefined ? {} : { note }),
        remainingSecondsMin: remainingSecondsMin(lifetimeSeconds),
      }
    : null,
});

export const createAuthorizationEndpoint = defineEndpoint({
  operationId: 'createAuthorization',
  method: 'POST',
  path: '/user/authorizations',
  aliases: spellingsOf('/user/authorizations'),
  summary: 'Add an authorization',
  description:
    'The fields come in the body or in the query. One that is made with another one ends no later than that, and is revoked with it.',
  tag: 'Authorizations',
  access: { authenticated: true },
  request: { query: AuthorizationQuerySchema, body: AuthorizationFieldsSchema },
  bodyFormats: ['json', 'form', 'xml'],
  responses: {
    ...badEncoding,
    200: {
      description: 'One that there is, for a request that lets it be reused.',
      content: bothFormats(AuthorizationSchema),
      headers: identityHeaders,
    },
    201: {
      description: 'The new one.',
      content: bothFormats(AuthorizationSchema),
      headers: identityHeaders,
    },
  },
  faults: [...commonFaults, 'invalid_xml', 'token_uses_bounded', 'committed_unconfirmed'],
  answersSecret: true,
  handle: async (ctx: OpenShiftContext, input) => {
    const form = formOf(input);
    requireAction(ctx.principal, 'create_authorization');
    const asked = readAuthorizationFields({ ...input.query, ...input.body });
    const request = toTokenRequest(asked, ctx.usesHexTokens);
    const { token, isReused } = await issueDerivedToken(ctx, ctx.derivedTokens, request);
    const of = authorizationShower(ctx, form, input.headers)(token);
    const content = { element: 'authorization', of };
    return isReused
      ? answer(form, { type: 'authorization', content, text: 'Reused existing' })
      : answer(form, { status: 201, type: 'authorization', content, text: 'Create authorization' });
  },
});
