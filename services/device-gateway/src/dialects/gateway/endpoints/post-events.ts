/** POST /events: what the agent of a device did. */
import { fault } from '@moorgate/errors';
import { readEvents, updateOutcomeOf } from '@moorgate/reports';
import { connectedDevice, defineGatewayEndpoint } from '../context.ts';
import { readJson, reportLimitBytes } from '../read-report.ts';

export const postEvents = defineGatewayEndpoint({
  operationId: 'postEvents',
  method: 'POST',
  path: '/events',
  summary: 'Report events',
  description:
    'An array of events. Agents send a batch again until it is taken, so nothing in one is refused: an event without an id or a correlation id is left out, one whose id has come before is taken for the same, and a time that is none becomes the present one. The answer follows the commit.',
  tag: 'Reports',
  access: {},
  request: { bytes: { mediaType: 'application/json' } },
  bodyLimitBytes: reportLimitBytes,
  responses: { 200: { description: 'The events are kept.' } },
  faults: ['invalid_json', 'device_denied', 'device_key_purged', 'service_unavailable'],
  handle: async (ctx, { bytes }) => {
    const batch = readJson(bytes);
    if (!Array.isArray(batch)) throw fault('invalid_json', { detail: 'It must be an array.' });
    const events = readEvents(batch, ctx.clock.now());
    const { device } = connectedDevice(ctx);
    const { events: queue, countUpdateOutcome } = ctx.services;
    await queue.record(device, events, bytes.length);
    if (device.update !== null)
      for (const outcome of events.map(updateOutcomeOf))
        if (outcome !== null) countUpdateOutcome(outcome);
    return { status: 200 };
  },
});
