/** GET /ota/factories/{factory}/targets/{version}/testing/{test}/. */
import { getTestOfTarget } from '@moorgate/device-tests';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TestSchema } from '../../schemas-reports.ts';
import { TargetTestParamsSchema } from '../../schemas-targets.ts';
import { toTestBody } from '../../translate-reports.ts';

/** One test. */
export const getTargetTestEndpoint = defineEndpoint({
  operationId: 'getTargetTest',
  method: 'GET',
  path: '/factories/{factory}/targets/{version}/testing/{test}/',
  summary: 'Show a test of a version',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { params: TargetTestParamsSchema },
  responses: { 200: { description: 'The test.', schema: TestSchema } },
  faults: ['factory_not_found', 'test_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    const tested = { factory: ctx.factory, version: Number(params.version) };
    const { test, device } = await getTestOfTarget(ctx, tested, params.test);
    const { artifacts, ...rest } = test;
    const { uuid, name } = device;
    return { status: 200, body: toTestBody(rest, { uuid, name: name ?? '' }, artifacts) };
  },
});
