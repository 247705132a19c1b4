/** GET /ota/factories/{factory}/targets/{target}/sboms/{build}/{run}/{path}. */
import { openArtifact } from '@moorgate/builds';
import { fault } from '@moorgate/errors';
import { contentReply, defineEndpoint } from '@moorgate/http';
import { getTarget, listTargetSboms } from '@moorgate/targets';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { SbomParamsSchema } from '../../schemas-targets.ts';
import { artifactResponses, neverShown } from '../tests/artifact-reply.ts';

/** The form in which they are kept, and forms that clients would have them brought to. */
const otherForm = /^(?:application\/cyclone\.json|text\/csv)\b/i;

/** One document. */
export const getTargetSbomEndpoint = defineEndpoint({
  operationId: 'getTargetSbom',
  method: 'GET',
  path: '/factories/{factory}/targets/{target}/sboms/{build}/{run}/{+path}',
  summary: 'Download an SBOM of a target',
  description: 'As the build left it, in SPDX; it is brought to no other form.',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { params: SbomParamsSchema },
  responses: artifactResponses,
  faults: [
    'factory_not_found',
    'target_not_found',
    'build_not_found',
    'not_offered',
    'range_not_satisfiable',
  ],
  async handle(ctx: FoundriesContext, { params, headers }) {
    requireFactory(ctx, params.factory);
    if (otherForm.test(headers.accept ?? ''))
      throw fault('not_offered', {
        detail:
          'Other forms of SBOMs are not offered here: they are given as the build left them, in SPDX.',
      });
    const target = await getTarget(ctx, ctx, params.target);
    const { run, path } = params;
    const buildId = Number(params.build);
    const documents = await listTargetSboms(ctx, ctx, target);
    if (!documents.some((one) => one.buildId === buildId && one.run === run && one.path === path))
      throw fault('build_not_found');
    const { factory, blobs } = ctx;
    const { blobId, bytes } = await openArtifact(ctx, blobs, { factory, buildId, run, path });
    return contentReply(
      { method: 'GET', headers },
      {
        etag: `"${blobId}"`,
        modifiedAt: null,
        sizeBytes: bytes,
        mediaType: 'application/spdx+json',
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
