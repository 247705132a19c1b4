/** GET /devices/{uuid}/ecus. */
import { defineEndpoint } from '@moorgate/http';
import { listControlUnits } from '@moorgate/reports';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { ControlUnitsSchema } from '../../schemas-reports.ts';
import { toControlUnitsBody } from '../../translate-reports.ts';

/** The secondary control units of a device. */
export const listEcusEndpoint = defineEndpoint({
  operationId: 'listEcus',
  method: 'GET',
  path: '/devices/{uuid}/ecus',
  summary: 'List the secondary control units of a device',
  tag: 'Reports',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: { 200: { description: 'Control units by serial.', schema: ControlUnitsSchema } },
  faults: ['device_not_found'],
  async handle(ctx, { params }) {
    return { status: 200, body: toControlUnitsBody(await listControlUnits(ctx, params.uuid)) };
  },
});
