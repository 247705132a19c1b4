/** What lists of builds have in common: pages of them, the newest first. */
import { type BuildWithRuns, formatBuild } from '@moorgate/builds';
import { type AnyEndpoint, defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { requestOrigin } from '../../request-origin.ts';
import {
  ProjectBuildSchema,
  projectPageFields,
  ProjectPageQuerySchema,
} from '../../schemas-builds.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { pageMembers, pageOf } from './page-of.ts';

/** One of them. */
export interface BuildList {
  readonly operationId: string;
  /** Behind the address of the project. */
  readonly path: string;
  readonly summary: string;
  /** Reads a page, counted from 0, and how many builds there are on all pages. */
  list(
    ctx: Pick<ProjectContext, 'db'>,
    page: { readonly factory: string; readonly page: number; readonly limit: number },
  ): Promise<{ readonly builds: readonly BuildWithRuns[]; readonly total: number }>;
}

/** The operation that answers it. */
export const defineBuildList = ({ operationId, path, summary, list }: BuildList): AnyEndpoint =>
  defineEndpoint({
    operationId,
    method: 'GET',
    path: `/{factory}/lmp/${path}`,
    summary,
    tag: 'Builds',
    access: { scopes: ['ci:read'] },
    request: { params: FactoryParamsSchema, query: ProjectPageQuerySchema },
    responses: {
      200: {
        description: 'A page of builds, the newest first.',
        schema: jsendOf({ ...projectPageFields, builds: Type.Array(ProjectBuildSchema) }),
      },
    },
    faults: ['factory_not_found'],
    async handle(ctx: ProjectContext, input) {
      requireFactory(ctx, input.params.factory);
      const { builds, total } = await list(ctx, { factory: ctx.factory, ...pageOf(input) });
      const origin = requestOrigin(ctx, input.headers);
      return success({
        ...pageMembers(ctx, input, total),
        builds: builds.map((build) => formatBuild(origin, build)),
      });
    },
  });
