/** PATCH /application-credentials/{id} */
import { defineEndpoint } from '@moorgate/http';
import { changeApplicationCredential } from '@moorgate/oauth';
import { TokenIdParamsSchema } from '../../schemas.ts';
import {
  ApplicationCredentialChangeSchema,
  ApplicationCredentialSchema,
} from '../../schemas-application-credentials.ts';
import {
  toApplicationCredentialBody,
  toApplicationCredentialChange,
} from '../../translate-application-credentials.ts';
import { credentialVersions } from './credential-versions.ts';

export const changeApplicationCredentialEndpoint = defineEndpoint({
  operationId: 'changeApplicationCredential',
  method: 'PATCH',
  path: '/application-credentials/{id}',
  summary: 'Change, narrow, disable or enable an application credential',
  description:
    'Scopes, groups, networks and the rate only grow narrower, and with them those of whatever was issued to the client. Who may change that is who may revoke it; where codes are sent to, and how the client proves who it is, changes its owner alone.',
  tag: 'Application credentials',
  access: { authenticated: true },
  request: { params: TokenIdParamsSchema, body: ApplicationCredentialChangeSchema },
  responses: {
    200: {
      description: 'The application credential as it is now.',
      schema: ApplicationCredentialSchema,
    },
  },
  faults: [
    'application_credential_not_found',
    'scope_missing',
    'token_ended',
    'token_not_narrower',
    'token_parent_disabled',
    'committed_unconfirmed',
  ],
  versioned: credentialVersions,
  handle: async (ctx, { params, body, precondition }) => {
    const credential = await changeApplicationCredential(ctx, params.id, {
      ...toApplicationCredentialChange(body),
      require: (present) => precondition.require(toApplicationCredentialBody(present)),
    });
    return { status: 200, body: toApplicationCredentialBody(credential) };
  },
});
