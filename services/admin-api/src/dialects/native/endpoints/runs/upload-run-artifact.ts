/** PUT /runner/runs/{run}/artifacts/{+path}. */
import { storeRunArtifact } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { LeasedRunParamsSchema } from '../../schemas-runners.ts';
import { leaseOf, notOfOperators } from './lease-of.ts';

const ParamsSchema = Type.Object({
  ...LeasedRunParamsSchema.properties,
  path: Type.String({ description: 'Below the run, with slashes.' }),
});

export const uploadRunArtifactEndpoint = defineEndpoint({
  operationId: 'uploadRunArtifact',
  method: 'PUT',
  path: '/runner/runs/{run}/artifacts/{+path}',
  summary: 'Send what a run leaves',
  description: 'Whole or not at all, in the place of one of the same path.',
  tag: 'Runs',
  access: { runner: true },
  request: {
    params: ParamsSchema,
    stream: { mediaType: 'application/octet-stream', limitBytes: null },
  },
  responses: { 204: { description: 'It is stored.' } },
  faults: [
    'run_lease_lost',
    'run_artifact_path_invalid',
    'run_artifacts_exhausted',
    'body_too_large',
    'insufficient_storage',
    'request_timeout',
  ],
  unaudited: notOfOperators,
  async handle(ctx: NativeContext, input) {
    const announced = input.headers['content-length'];
    await storeRunArtifact(ctx, ctx.builds.services, {
      lease: leaseOf(ctx, input),
      upload: {
        path: input.params.path,
        content: input.stream,
        announcedBytes: announced === undefined ? null : Number(announced),
      },
    });
    return { status: 204 };
  },
});
