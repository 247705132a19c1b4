/** POST /tests: a device begins a test. */
import { beginTest as begin } from '@moorgate/device-tests';
import { Type } from 'typebox';
import { connectedDevice, defineGatewayEndpoint } from '../../context.ts';
import { TestBeginningSchema } from '../../schemas-tests.ts';

export const beginTest = defineGatewayEndpoint({
  operationId: 'beginTest',
  method: 'POST',
  path: '/tests',
  summary: 'Begin a test',
  description:
    'A test of the same id is begun anew, without what it had. Of each device those that began last are kept.',
  tag: 'Tests',
  access: {},
  request: { body: TestBeginningSchema },
  responses: { 201: { description: 'The id of the test, as a text.', schema: Type.String() } },
  faults: ['device_denied', 'device_key_purged', 'service_unavailable'],
  handle: async (ctx, { body }) => {
    const { limits } = ctx.services.tests;
    const { 'test-id': id = '', name } = body;
    const beginning = { name, id: id === '' ? null : id, testsMax: limits.testsMax };
    return { status: 201, body: await begin(ctx, connectedDevice(ctx).device, beginning) };
  },
});
