/** GET /devices/{uuid}/apps-states. */
import { defineEndpoint } from '@moorgate/http';
import { listAppsStatesOfDevice } from '@moorgate/reports';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { AppsStatesSchema } from '../../schemas-reports.ts';
import { toAppsStateBody } from '../../translate-reports.ts';

/** How the apps of a device were. */
export const listAppsStatesEndpoint = defineEndpoint({
  operationId: 'listAppsStates',
  method: 'GET',
  path: '/devices/{uuid}/apps-states',
  summary: 'List the states of the apps of a device',
  description: 'The newest ten reports.',
  tag: 'Reports',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: { 200: { description: 'The reports.', schema: AppsStatesSchema } },
  faults: ['device_not_found'],
  async handle(ctx, { params }) {
    const states = await listAppsStatesOfDevice(ctx, params.uuid);
    return { status: 200, body: { apps_states: states.map(toAppsStateBody) } };
  },
});
