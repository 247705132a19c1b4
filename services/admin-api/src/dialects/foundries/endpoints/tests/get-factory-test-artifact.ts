/** GET /ota/devices/{device}/tests/{test}/{artifact}. */
import { getArtifact, mediaTypeOf } from '@moorgate/device-tests';
import { contentHeaders, contentReply, defineEndpoint } from '@moorgate/http';
import { noteOpenedFiles } from '@moorgate/recent-files';
import { artifactFile } from '../../../../opened-files.ts';
import type { FoundriesContext } from '../../context.ts';
import { ArtifactParamsSchema } from '../../schemas-reports.ts';
import { DeviceQuerySchema } from '../../schemas.ts';
import { deviceFaults, deviceOf } from '../devices/device-of.ts';

/** What came from a device is saved, never shown: whatever its name says, it must not run as a page of this server. */
const neverShown = {
  'Content-Disposition': 'attachment',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'private, no-store',
} as const;

/** What a test left. */
export const getFactoryTestArtifactEndpoint = defineEndpoint({
  operationId: 'getFactoryTestArtifact',
  method: 'GET',
  path: '/devices/{device}/tests/{test}/{artifact}',
  summary: 'Download an artifact of a test',
  description: 'With its length, which clients compare with what they read.',
  tag: 'Tests',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: ArtifactParamsSchema, query: DeviceQuerySchema },
  responses: {
    200: {
      description: 'All of it.',
      streams: 'application/octet-stream',
      headers: contentHeaders,
    },
    206: {
      description: 'A part of it.',
      streams: 'application/octet-stream',
      headers: { ...contentHeaders, 'Content-Range': 'Which part of how many bytes.' },
    },
    304: { description: 'It is what the client has.' },
  },
  faults: [...deviceFaults, 'test_not_found', 'artifact_not_found', 'range_not_satisfiable'],
  async handle(ctx: FoundriesContext, input) {
    const deviceUuid = await deviceOf(ctx, input);
    const { test: id, artifact: name } = input.params;
    const artifact = await getArtifact(ctx, ctx.blobs, { deviceUuid, id, name });
    await noteOpenedFiles(ctx, [artifactFile({ deviceUuid, testId: id, name })]);
    return contentReply(
      { method: 'GET', headers: input.headers },
      {
        etag: `"${artifact.version}"`,
        modifiedAt: null,
        sizeBytes: artifact.bytes,
        mediaType: mediaTypeOf(name),
        headers: neverShown,
        open: async (part) => (await artifact.open(part)).bytes,
      },
    );
  },
});
