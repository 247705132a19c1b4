/** GET /operations/{id}/lines */
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { followAllowed } from '../../../../follow-allowed.ts';
import { lineFrames } from '../../operation-stream.ts';
import { OperationParamsSchema } from '../../schemas-applications.ts';

export const tailOperationEndpoint = defineEndpoint({
  operationId: 'tailOperation',
  method: 'GET',
  path: '/operations/{id}/lines',
  summary: 'Follow an operation',
  description:
    'From its beginning, or from behind `Last-Event-ID`, to its end. The stream ends with the rights of whoever asks for it; the operation goes on without it.',
  tag: 'Applications',
  access: { scopes: ['applications:use'] },
  request: { params: OperationParamsSchema, subscription: true },
  responses: {
    200: {
      description:
        'Server-sent events: `line` with the line as JSON and its place as the id; the status of the last one is `Finalized`.',
      streams: 'text/event-stream',
    },
  },
  faults: ['operation_not_found'],
  handle: async (ctx: NativeContext, { params, subscription }) => {
    const lines = await followAllowed(ctx, params.id, subscription);
    return {
      status: 200,
      headers: {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-cache',
        'X-Accel-Buffering': 'no',
      },
      stream: { bytes: lineFrames(lines, subscription) },
    };
  },
});
