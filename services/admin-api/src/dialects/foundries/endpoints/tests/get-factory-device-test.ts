/** GET /ota/devices/{device}/tests/{test}. */
import { getTest } from '@moorgate/device-tests';
import { getDevice } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import type { FoundriesContext } from '../../context.ts';
import { TestParamsSchema, TestSchema } from '../../schemas-reports.ts';
import { DeviceQuerySchema } from '../../schemas.ts';
import { nameOf } from '../../translate-devices.ts';
import { toTestBody } from '../../translate-reports.ts';
import { deviceFaults, deviceOf } from '../devices/device-of.ts';

/** One test. */
export const getFactoryDeviceTestEndpoint = defineEndpoint({
  operationId: 'getFactoryDeviceTest',
  method: 'GET',
  path: '/devices/{device}/tests/{test}',
  summary: 'Show a test of a device',
  tag: 'Tests',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: TestParamsSchema, query: DeviceQuerySchema },
  responses: { 200: { description: 'The test.', schema: TestSchema } },
  faults: [...deviceFaults, 'test_not_found'],
  async handle(ctx: FoundriesContext, input) {
    const device = await getDevice(ctx, await deviceOf(ctx, input));
    const { uuid } = device;
    const { artifacts, ...test } = await getTest(ctx, { deviceUuid: uuid, id: input.params.test });
    return { status: 200, body: toTestBody(test, { uuid, name: nameOf(device) }, artifacts) };
  },
});
