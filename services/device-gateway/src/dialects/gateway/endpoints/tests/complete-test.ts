/** PUT /tests/{id}: a device tells how a test ended. */
import { completeTest as complete, isArtifactName } from '@moorgate/device-tests';
import { fault } from '@moorgate/errors';
import { connectedDevice, defineGatewayEndpoint } from '../../context.ts';
import { ArtifactUrlsSchema, TestEndSchema, TestParamsSchema } from '../../schemas-tests.ts';
import { testEndFromBody, toArtifactUrls } from '../../translate-tests.ts';

const requireNames = (names: readonly string[]): void => {
  const issues = names.flatMap((name, place) =>
    isArtifactName(name)
      ? []
      : [{ pointer: `/body/artifacts/${String(place)}`, message: 'can be no name of an artifact' }],
  );
  if (issues.length > 0) throw fault('invalid_request', { issues: issues.slice(0, 20) });
};

export const completeTest = defineGatewayEndpoint({
  operationId: 'completeTest',
  method: 'PUT',
  path: '/tests/{id}',
  summary: 'Tell how a test ended',
  description: 'The answer says where the artifacts that it names are to be sent.',
  tag: 'Tests',
  access: {},
  request: { params: TestParamsSchema, body: TestEndSchema },
  responses: { 200: { description: 'Where each artifact goes.', schema: ArtifactUrlsSchema } },
  faults: ['test_not_found', 'device_denied', 'device_key_purged', 'service_unavailable'],
  handle: async (ctx, { params: { id }, body }) => {
    const artifacts = body.artifacts ?? [];
    requireNames(artifacts);
    const urls = toArtifactUrls(ctx.headers.host, { id, artifacts });
    await complete(ctx, connectedDevice(ctx).device, { id, ...testEndFromBody(body) });
    return { status: 200, body: urls };
  },
});
