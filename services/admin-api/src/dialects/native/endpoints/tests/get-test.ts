/** GET /devices/{uuid}/tests/{id}. */
import { getTest } from '@moorgate/device-tests';
import { defineEndpoint } from '@moorgate/http';
import { DeviceTestParamsSchema, DeviceTestSchema } from '../../schemas-tests.ts';
import { toDeviceTestBody } from '../../translate-tests.ts';

/** One test. */
export const getTestEndpoint = defineEndpoint({
  operationId: 'getTest',
  method: 'GET',
  path: '/devices/{uuid}/tests/{id}',
  summary: 'Show a test of a device',
  tag: 'Tests',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceTestParamsSchema },
  responses: {
    200: { description: 'The test with the names of its artifacts.', schema: DeviceTestSchema },
  },
  faults: ['device_not_found', 'test_not_found'],
  async handle(ctx, { params: { uuid, id } }) {
    const { artifacts, ...test } = await getTest(ctx, { deviceUuid: uuid, id });
    return { status: 200, body: toDeviceTestBody(test, artifacts) };
  },
});
