/** POST /source-repositories */
import { defineEndpoint } from '@moorgate/http';
import { createRepository } from '@moorgate/source';
import type { NativeContext } from '../../context.ts';
import {
  SourceRepositoryRequestSchema,
  SourceRepositorySchema,
} from '../../schemas-source-repositories.ts';
import { toSourceRepositoryBody } from '../../translate-source-repositories.ts';

export const createSourceRepositoryEndpoint = defineEndpoint({
  operationId: 'createSourceRepository',
  method: 'POST',
  path: '/source-repositories',
  summary: 'Create a Git repository',
  description: 'Empty, beside those that every factory begins with.',
  tag: 'Source',
  access: { scopes: ['source:create'] },
  request: { body: SourceRepositoryRequestSchema },
  responses: {
    201: {
      description: 'The repository.',
      schema: SourceRepositorySchema,
      headers: { Location: 'The path of the repository.' },
    },
  },
  faults: ['git_repository_exists', 'too_many_git_repositories'],
  handle: async (ctx: NativeContext, { body, path, headers }) => {
    const made = await createRepository(ctx, {
      factory: ctx.factory,
      name: body.name,
      defaultBranch: body['default-branch'],
      keepsHistory: body['keeps-history'],
    });
    return {
      status: 201,
      headers: { Location: `${path}/${made.repository}` },
      body: toSourceRepositoryBody(made, ctx.ownOrigin.of(headers['host'])),
    };
  },
});
