/** GET /ota/devices/{device}/tests/. */
import { listTests } from '@moorgate/device-tests';
import { getDevice } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import type { FoundriesContext } from '../../context.ts';
import { nextPage, pageOfList } from '../../next-page.ts';
import { DevicePageQuerySchema, TestListSchema } from '../../schemas-reports.ts';
import { DeviceParamsSchema } from '../../schemas.ts';
import { nameOf } from '../../translate-devices.ts';
import { toTestBody } from '../../translate-reports.ts';
import { deviceFaults, deviceOf } from '../devices/device-of.ts';

const defaultLimit = 10;

/** The tests of a device. */
export const listFactoryDeviceTestsEndpoint = defineEndpoint({
  operationId: 'listFactoryDeviceTests',
  method: 'GET',
  path: '/devices/{device}/tests/',
  summary: 'List the tests of a device',
  description: 'Without the names of their artifacts.',
  tag: 'Tests',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema, query: DevicePageQuerySchema },
  responses: { 200: { description: 'Tests, the newest first.', schema: TestListSchema } },
  faults: deviceFaults,
  async handle(ctx: FoundriesContext, input) {
    const { query } = input;
    const { limit = defaultLimit, page = 1 } = query;
    const device = await getDevice(ctx, await deviceOf(ctx, input));
    const tests = (await listTests(ctx, device.uuid)).toReversed();
    const { items, hasMore } = pageOfList(tests, { page, limit });
    const named = { uuid: device.uuid, name: nameOf(device) };
    return {
      status: 200,
      body: {
        tests: items.map((test) => toTestBody(test, named)),
        total: tests.length,
        next: nextPage(ctx, { ...input, query, page }, hasMore),
      },
    };
  },
});
