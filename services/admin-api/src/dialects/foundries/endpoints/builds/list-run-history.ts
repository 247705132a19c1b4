/** GET /projects/{factory}/lmp/history/{run}/. */
import { formatRun, listRunHistory } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { requestOrigin } from '../../request-origin.ts';
import { BuildRunSchema, projectPageFields, ProjectPageQuerySchema } from '../../schemas-builds.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { pageMembers, pageOf } from './page-of.ts';

const ParamsSchema = Type.Object({
  ...FactoryParamsSchema.properties,
  run: Type.String({ description: 'The name of runs.' }),
});

/** The runs of one name. */
export const listRunHistoryEndpoint = defineEndpoint({
  operationId: 'listRunHistory',
  method: 'GET',
  path: '/{factory}/lmp/history/{run}/',
  summary: 'List the runs of a name in all builds',
  tag: 'Runs of builds',
  access: { scopes: ['ci:read'] },
  request: { params: ParamsSchema, query: ProjectPageQuerySchema },
  responses: {
    200: {
      description: 'A page of runs, the newest first.',
      schema: jsendOf({ ...projectPageFields, runs: Type.Array(BuildRunSchema) }),
    },
  },
  faults: ['factory_not_found'],
  async handle(ctx: ProjectContext, input) {
    requireFactory(ctx, input.params.factory);
    const name = input.params.run;
    const { factory } = ctx;
    const { runs, total } = await listRunHistory(ctx, { factory, name, ...pageOf(input) });
    const origin = requestOrigin(ctx, input.headers);
    return success({
      ...pageMembers(ctx, input, total),
      runs: runs.map((run) => formatRun(origin, run)),
    });
  },
});
