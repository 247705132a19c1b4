/** POST /beacon/control: a beacon that connects from its side. */
import { connectedDevice, defineGatewayEndpoint } from '../../context.ts';

export const openBeaconControl = defineGatewayEndpoint({
  operationId: 'openBeaconControl',
  method: 'POST',
  path: '/beacon/control',
  summary: 'Connect as a beacon',
  description:
    'The answer has no end: lines of JSON, first `{"event":"open"}`, then `{"event":"stream","id":…}` for each connection that is wanted, to be brought within five seconds by `POST /beacon/streams/{id}`, and `{"event":"ping"}` every fifteen seconds. A newer one takes the place of an older one.',
  tag: 'Beacons',
  access: {},
  request: {},
  responses: { 200: { description: 'The lines.', streams: 'application/x-ndjson' } },
  faults: ['route_not_found', 'service_unavailable', 'device_denied', 'device_key_purged'],
  handle: async (ctx) => {
    const bytes = await ctx.services.tunnels.open(connectedDevice(ctx).device);
    const headers = { 'Content-Type': 'application/x-ndjson' };
    return { status: 200, headers, stream: { bytes } };
  },
});
