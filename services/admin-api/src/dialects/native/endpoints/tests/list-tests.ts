/** GET /devices/{uuid}/tests. */
import { listTests } from '@moorgate/device-tests';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { DeviceTestSchema } from '../../schemas-tests.ts';
import { toDeviceTestBody } from '../../translate-tests.ts';

/** The tests of a device. */
export const listTestsEndpoint = defineEndpoint({
  operationId: 'listTests',
  method: 'GET',
  path: '/devices/{uuid}/tests',
  summary: 'List the tests of a device',
  description: 'As many as are kept, the one that changed least lately first.',
  tag: 'Tests',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: { 200: { description: 'The tests.', schema: Type.Array(DeviceTestSchema) } },
  faults: ['device_not_found'],
  async handle(ctx, { params: { uuid } }) {
    const tests = await listTests(ctx, uuid);
    return { status: 200, body: tests.map((test) => toDeviceTestBody(test)) };
  },
});
