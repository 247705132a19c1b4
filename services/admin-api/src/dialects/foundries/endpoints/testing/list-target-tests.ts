/** GET /ota/factories/{factory}/targets/{version}/testing/. */
import { listTestsOfTarget } from '@moorgate/device-tests';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { nextPage } from '../../next-page.ts';
import {
  TargetTestListSchema,
  TestedParamsSchema,
  TestedQuerySchema,
} from '../../schemas-targets.ts';
import { toTestBody } from '../../translate-reports.ts';

const defaultLimit = 100;

/** The tests of a version. */
export const listTargetTestsEndpoint = defineEndpoint({
  operationId: 'listTargetTests',
  method: 'GET',
  path: '/factories/{factory}/targets/{version}/testing/',
  summary: 'List the tests of a version',
  description: 'Whichever devices ran them, without the names of their artifacts.',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { params: TestedParamsSchema, query: TestedQuerySchema },
  responses: { 200: { description: 'Tests, the newest first.', schema: TargetTestListSchema } },
  faults: ['factory_not_found'],
  async handle(ctx: FoundriesContext, input) {
    const { params, query } = input;
    requireFactory(ctx, params.factory);
    const { limit = defaultLimit, page = 1 } = query;
    const tested = { factory: ctx.factory, version: Number(params.version) };
    const { items, total } = await listTestsOfTarget(ctx, tested, { page, limit });
    const tests = items.map(({ test, device: { uuid, name } }) =>
      toTestBody(test, { uuid, name: name ?? '' }),
    );
    const next = nextPage(ctx, { ...input, query, page }, page * limit < total);
    return { status: 200, body: { tests, total, next } };
  },
});
