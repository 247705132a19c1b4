/** DELETE /source-repositories/{name} */
import { defineEndpoint } from '@moorgate/http';
import { deleteRepository } from '@moorgate/source';
import type { NativeContext } from '../../context.ts';
import { SourceRepositoryParamsSchema } from '../../schemas-source-repositories.ts';

export const deleteSourceRepositoryEndpoint = defineEndpoint({
  operationId: 'deleteSourceRepository',
  method: 'DELETE',
  path: '/source-repositories/{name}',
  summary: 'Delete a Git repository',
  description: 'With every branch and commit in it. There is no way back but a clone of somebody.',
  tag: 'Source',
  access: { scopes: ['source:delete'] },
  request: { params: SourceRepositoryParamsSchema },
  responses: { 204: { description: 'Nobody finds it any more.' } },
  faults: ['git_repository_not_found'],
  handle: async (ctx: NativeContext, { params }) => {
    await deleteRepository(ctx, ctx, { factory: ctx.factory, repository: params.name });
    return { status: 204 };
  },
});
