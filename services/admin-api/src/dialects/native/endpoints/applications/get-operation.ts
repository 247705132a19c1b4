/** GET /operations/{id} */
import { findOperation } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import { OperationParamsSchema, OperationSchema } from '../../schemas-applications.ts';
import { toOperationBody } from '../../translate-applications.ts';

export const getOperationEndpoint = defineEndpoint({
  operationId: 'getOperation',
  method: 'GET',
  path: '/operations/{id}',
  summary: 'Show an operation',
  tag: 'Applications',
  access: { scopes: ['applications:use'] },
  request: { params: OperationParamsSchema },
  responses: {
    200: { description: 'It, with how far it is on each host.', schema: OperationSchema },
  },
  faults: ['operation_not_found'],
  handle: async (ctx, { params }) => ({
    status: 200,
    body: toOperationBody(await findOperation(ctx, params.id)),
  }),
});
