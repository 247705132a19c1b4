/** GET /gateways. */
import { type Gateway, listGateways } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type GatewayBody, GatewaySchema } from '../../schemas-gateways.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

const toGatewayBody = (gateway: Gateway): GatewayBody => ({
  name: gateway.name,
  state: gateway.state,
  'applied-sequence': gateway.appliedSequence,
  connections: gateway.connections,
  workers: gateway.workers.map((worker) => ({
    id: worker.id,
    'process-id': worker.processId,
    state: worker.state,
    'started-at': seconds(worker.startedAt),
    'leased-until': seconds(worker.leasedUntil),
    'applied-sequence': worker.appliedSequence,
    'changes-behind': worker.changesBehind,
    connections: worker.connections,
  })),
});

/** The gateways, with how far each has come. */
export const listGatewaysEndpoint = defineEndpoint({
  operationId: 'listGateways',
  method: 'GET',
  path: '/gateways',
  summary: 'List gateways',
  description:
    'Every gateway that followed the feed of changes within the last hour, by name, with its processes.',
  tag: 'Gateways',
  access: { scopes: ['devices:read'] },
  request: {},
  responses: {
    200: { description: 'The gateways by name.', schema: Type.Array(GatewaySchema) },
  },
  faults: [],
  async handle(ctx) {
    return { status: 200, body: (await listGateways(ctx)).map(toGatewayBody) };
  },
});
