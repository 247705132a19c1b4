/** GET /ota/factories/{factory}/targets/{version}/testing/{test}/{artifact}. */
import { getArtifactOfTarget } from '@moorgate/device-tests';
import { defineEndpoint } from '@moorgate/http';
import { noteOpenedFiles } from '@moorgate/recent-files';
import { artifactFile } from '../../../../opened-files.ts';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TargetTestArtifactParamsSchema } from '../../schemas-targets.ts';
import { artifactReply, artifactResponses } from '../tests/artifact-reply.ts';

/** What a test of a version left. */
export const getTargetTestArtifactEndpoint = defineEndpoint({
  operationId: 'getTargetTestArtifact',
  method: 'GET',
  path: '/factories/{factory}/targets/{version}/testing/{test}/{artifact}',
  summary: 'Download an artifact of a test of a version',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { params: TargetTestArtifactParamsSchema },
  responses: artifactResponses,
  faults: ['factory_not_found', 'test_not_found', 'artifact_not_found', 'range_not_satisfiable'],
  async handle(ctx: FoundriesContext, { params, headers }) {
    requireFactory(ctx, params.factory);
    const tested = { factory: ctx.factory, version: Number(params.version) };
    const { test: id, artifact: name } = params;
    const artifact = await getArtifactOfTarget(ctx, tested, { id, name });
    await noteOpenedFiles(ctx, [artifactFile({ ...artifact, testId: id, name })]);
    return artifactReply(headers, { name, artifact });
  },
});
