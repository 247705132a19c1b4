/** GET /ota/devices/{device}/apps-states/. */
import { defineEndpoint } from '@moorgate/http';
import { listAppsStatesOfDevice } from '@moorgate/reports';
import type { FoundriesContext } from '../../context.ts';
import { AppsStatesSchema } from '../../schemas-reports.ts';
import { DeviceParamsSchema, DeviceQuerySchema } from '../../schemas.ts';
import { toAppsStateBody } from '../../translate-reports.ts';
import { deviceFaults, deviceOf } from '../devices/device-of.ts';

/** How the apps of a device were. */
export const listFactoryAppsStatesEndpoint = defineEndpoint({
  operationId: 'listFactoryAppsStates',
  method: 'GET',
  path: '/devices/{device}/apps-states/',
  summary: 'List the states of the apps of a device',
  tag: 'Reports',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema, query: DeviceQuerySchema },
  responses: {
    200: { description: 'The newest ten, the newest first.', schema: AppsStatesSchema },
  },
  faults: deviceFaults,
  async handle(ctx: FoundriesContext, input) {
    const states = await listAppsStatesOfDevice(ctx, await deviceOf(ctx, input));
    return { status: 200, body: { 'apps-states': states.map(toAppsStateBody) } };
  },
});
