/** GET /ota/devices/{device}/tests/{test}/{artifact}. */
import { getArtifact } from '@moorgate/device-tests';
import { defineEndpoint } from '@moorgate/http';
import { noteOpenedFiles } from '@moorgate/recent-files';
import { artifactFile } from '../../../../opened-files.ts';
import type { FoundriesContext } from '../../context.ts';
import { ArtifactParamsSchema } from '../../schemas-reports.ts';
import { DeviceQuerySchema } from '../../schemas.ts';
import { deviceFaults, deviceOf } from '../devices/device-of.ts';
import { artifactReply, artifactResponses } from './artifact-reply.ts';

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
  responses: artifactResponses,
  faults: [...deviceFaults, 'test_not_found', 'artifact_not_found', 'range_not_satisfiable'],
  async handle(ctx: FoundriesContext, input) {
    const deviceUuid = await deviceOf(ctx, input);
    const { test: id, artifact: name } = input.params;
    const artifact = await getArtifact(ctx, ctx.blobs, { deviceUuid, id, name });
    await noteOpenedFiles(ctx, [artifactFile({ deviceUuid, testId: id, name })]);
    return artifactReply(input.headers, { name, artifact });
  },
});
