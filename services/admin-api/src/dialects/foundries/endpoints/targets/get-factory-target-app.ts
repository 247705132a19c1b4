/** GET /ota/factories/{factory}/targets/{target}/compose-apps/{app}/. */
import { defineEndpoint } from '@moorgate/http';
import { getTarget, readTargetApp } from '@moorgate/targets';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TargetAppParamsSchema, TargetAppSchema } from '../../schemas-targets.ts';

const toObject = (value: unknown): Record<string, unknown> => ({
  ...(value as Record<string, unknown> | null),
});

/** What is in an app of a target. */
export const getFactoryTargetAppEndpoint = defineEndpoint({
  operationId: 'getFactoryTargetApp',
  method: 'GET',
  path: '/factories/{factory}/targets/{target}/compose-apps/{app}/',
  summary: 'Show an app of a target',
  description:
    'Its manifest, its files and its compose file, read from the registry; `error` says what is missing there.',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { params: TargetAppParamsSchema },
  responses: { 200: { description: 'The app.', schema: TargetAppSchema } },
  faults: ['factory_not_found', 'target_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    const target = await getTarget(ctx, ctx, params.target);
    const read = await readTargetApp(ctx, target, params.app);
    const content = { files: [...read.files], compose_spec: toObject(read.spec) };
    const said = { uri: read.uri, error: read.error ?? '', warnings: [] };
    return { status: 200, body: { ...said, manifest: toObject(read.manifest), content } };
  },
});
