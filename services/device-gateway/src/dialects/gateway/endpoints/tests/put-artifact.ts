/** PUT /tests/{id}/{name}: what a test left. */
import { storeArtifact } from '@moorgate/device-tests';
import { Type } from 'typebox';
import { connectedDevice, defineGatewayEndpoint } from '../../context.ts';
import { ArtifactParamsSchema } from '../../schemas-tests.ts';

/** The length that a request announces (RFC 9110, section 8.6); null for one that is sent in chunks. */
const announcedBytes = (text: string | undefined): number | null =>
  text === undefined ? null : Number(text);

export const putArtifact = defineGatewayEndpoint({
  operationId: 'putArtifact',
  method: 'PUT',
  path: '/tests/{id}/{name}',
  summary: 'Send an artifact of a test',
  description:
    'Its bytes, as they are. It is there when the answer is, whole, in the place of one of the same name; what breaks off leaves nothing. It may take as long as something of it keeps coming.',
  tag: 'Tests',
  access: {},
  request: {
    params: ArtifactParamsSchema,
    // The operator sets the limit.
    stream: { mediaType: 'application/octet-stream', limitBytes: null },
  },
  responses: { 200: { description: '`OK`, as a text.', schema: Type.String() } },
  faults: [
    'test_not_found',
    'artifact_name_invalid',
    'artifacts_exhausted',
    'body_too_large',
    'insufficient_storage',
    'request_timeout',
    'device_denied',
    'device_key_purged',
    'service_unavailable',
  ],
  handle: async (ctx, { params, stream }) => {
    const services = { ...ctx.services.tests, device: connectedDevice(ctx).device };
    await storeArtifact(ctx, services, {
      testId: params.id,
      name: params.name,
      content: stream,
      announcedBytes: announcedBytes(ctx.headers['content-length']),
    });
    return { status: 200, body: 'OK' };
  },
});
