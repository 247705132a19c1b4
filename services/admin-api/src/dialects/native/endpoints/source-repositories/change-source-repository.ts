/** PATCH /source-repositories/{name} */
import { defineEndpoint } from '@moorgate/http';
import { changeDefaultBranch } from '@moorgate/source';
import type { NativeContext } from '../../context.ts';
import {
  SourceRepositoryChangeSchema,
  SourceRepositoryParamsSchema,
  SourceRepositorySchema,
} from '../../schemas-source-repositories.ts';
import { toSourceRepositoryBody } from '../../translate-source-repositories.ts';

export const changeSourceRepositoryEndpoint = defineEndpoint({
  operationId: 'changeSourceRepository',
  method: 'PATCH',
  path: '/source-repositories/{name}',
  summary: 'Name another default branch',
  description: 'In force from the next clone on. The branch need not be there yet.',
  tag: 'Source',
  access: { scopes: ['source:delete'] },
  request: { params: SourceRepositoryParamsSchema, body: SourceRepositoryChangeSchema },
  responses: { 200: { description: 'As it is now.', schema: SourceRepositorySchema } },
  faults: ['git_repository_not_found'],
  handle: async (ctx: NativeContext, { params, body, headers }) => {
    const name = { factory: ctx.factory, repository: params.name };
    const changed = await changeDefaultBranch(ctx, name, body['default-branch']);
    return {
      status: 200,
      body: toSourceRepositoryBody(changed, ctx.ownOrigin.of(headers['host'])),
    };
  },
});
