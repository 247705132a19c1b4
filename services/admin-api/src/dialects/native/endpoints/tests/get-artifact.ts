/** GET /devices/{uuid}/tests/{id}/{artifact}. */
import { getArtifact, mediaTypeOf } from '@moorgate/device-tests';
import { contentHeaders, contentReply, defineEndpoint } from '@moorgate/http';
import { noteOpenedFiles } from '@moorgate/recent-files';
import { artifactFile } from '../../../../opened-files.ts';
import type { NativeContext } from '../../context.ts';
import { ArtifactParamsSchema } from '../../schemas-tests.ts';
import { toContentDisposition } from '../../translate-tests.ts';

const headers = {
  ...contentHeaders,
  'Content-Disposition': '`attachment`, with the name of the artifact.',
} as const;

/** What came from a device is saved, never shown: whatever its name says, it must not run as a page of this server. */
const neverShown = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'private, no-store',
} as const;

/** What a test left. */
export const getArtifactEndpoint = defineEndpoint({
  operationId: 'getArtifact',
  method: 'GET',
  path: '/devices/{uuid}/tests/{id}/{artifact}',
  summary: 'Download an artifact of a test',
  description:
    'The media type follows from the end of the name, among types that no browser runs. One range can be asked for, with `If-Range`; several are answered with all of it.',
  tag: 'Tests',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: ArtifactParamsSchema },
  responses: {
    200: { description: 'All of it.', streams: 'application/octet-stream', headers },
    206: {
      description: 'A part of it.',
      streams: 'application/octet-stream',
      headers: { ...headers, 'Content-Range': 'Which part of how many bytes.' },
    },
    304: { description: 'It is what the client has.' },
  },
  faults: ['device_not_found', 'test_not_found', 'artifact_not_found', 'range_not_satisfiable'],
  async handle(ctx: NativeContext, { params: { uuid, id, artifact: name }, headers: asked }) {
    const deviceUuid = uuid.toLowerCase();
    const artifact = await getArtifact(ctx, ctx.blobs, { deviceUuid, id, name });
    await noteOpenedFiles(ctx, [artifactFile({ deviceUuid, testId: id, name })]);
    return contentReply(
      { method: 'GET', headers: asked },
      {
        etag: `"${artifact.version}"`,
        modifiedAt: null,
        sizeBytes: artifact.bytes,
        mediaType: mediaTypeOf(name),
        headers: { ...neverShown, 'Content-Disposition': toContentDisposition(name) },
        open: async (part) => (await artifact.open(part)).bytes,
      },
    );
  },
});
