/** GET /projects/{factory}/lmp/builds/{build}/runs/{run}/{path}. */
import { openArtifact } from '@moorgate/builds';
import { mediaTypeOf } from '@moorgate/device-tests';
import { fault } from '@moorgate/errors';
import { contentReply, defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { ProjectContext } from '../../context.ts';
import { BuildRunParamsSchema } from '../../schemas-builds.ts';
import { artifactResponses, neverShown } from '../tests/artifact-reply.ts';
import { buildFaults, runOf } from './build-of.ts';

const ParamsSchema = Type.Object({
  ...BuildRunParamsSchema.properties,
  path: Type.String({ description: 'Of an artifact, with slashes.' }),
});

/** What a run left. */
export const getRunArtifactEndpoint = defineEndpoint({
  operationId: 'getRunArtifact',
  method: 'GET',
  path: '/{factory}/lmp/builds/{build}/runs/{run}/{+path}',
  summary: 'Download an artifact of a run',
  description:
    'With its length, which clients compare with what they read; never to be shown in a browser.',
  tag: 'Runs of builds',
  access: { scopes: ['ci:read'] },
  request: { params: ParamsSchema },
  responses: artifactResponses,
  faults: [...buildFaults, 'range_not_satisfiable'],
  async handle(ctx: ProjectContext, input) {
    const { blobs } = ctx.builds.services;
    const path = input.params.path;
    const { blobId, bytes } = await openArtifact(ctx, blobs, { ...runOf(ctx, input), path });
    return contentReply(
      { method: 'GET', headers: input.headers },
      {
        etag: `"${blobId}"`,
        modifiedAt: null,
        sizeBytes: bytes,
        mediaType: mediaTypeOf(path),
        headers: neverShown,
        open: async (part) => {
          const opened = await blobs.open(blobId, part);
          if (opened === null) throw fault('build_not_found');
          return opened.bytes;
        },
      },
    );
  },
});
