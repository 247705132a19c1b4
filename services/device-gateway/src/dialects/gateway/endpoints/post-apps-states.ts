/** POST /apps-states: how the apps of a device are. */
import { readAppsState, recordAppsState } from '@moorgate/reports';
import { connectedDevice, defineGatewayEndpoint } from '../context.ts';
import { readJson, reportLimitBytes } from '../read-report.ts';

export const postAppsStates = defineGatewayEndpoint({
  operationId: 'postAppsStates',
  method: 'POST',
  path: '/apps-states',
  summary: 'Report the states of apps',
  description:
    'An object with `deviceTime`, `ostree`, and of each app in `apps` its `uri`, its `state` and its `services`. The newest ten reports are kept.',
  tag: 'Reports',
  access: {},
  request: { bytes: { mediaType: 'application/json' } },
  bodyLimitBytes: reportLimitBytes,
  responses: { 200: { description: 'The report is kept.' } },
  faults: [
    'invalid_json',
    'invalid_request',
    'device_denied',
    'device_key_purged',
    'service_unavailable',
  ],
  handle: async (ctx, { bytes }) => {
    await recordAppsState(ctx, connectedDevice(ctx).device, readAppsState(readJson(bytes)));
    return { status: 200 };
  },
});
