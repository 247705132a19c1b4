/** PUT /system_info, /system_info/network, /system_info/config and /ecus: what a device says of itself. */
import { checkNetwork, recordDescription } from '@moorgate/reports';
import { connectedDevice, defineGatewayEndpoint } from '../context.ts';
import { readJson, reportLimitBytes } from '../read-report.ts';

const shared = {
  method: 'PUT',
  tag: 'Reports',
  access: {},
  bodyLimitBytes: reportLimitBytes,
  responses: { 200: { description: 'It is kept, in the place of what was there.' } },
} as const;

const storeFaults = ['device_denied', 'device_key_purged', 'service_unavailable'] as const;
const json = { bytes: { mediaType: 'application/json' } } as const;
const ok = { status: 200 };

export const putSystemInfo = defineGatewayEndpoint({
  ...shared,
  operationId: 'putSystemInfo',
  path: '/system_info',
  summary: 'Describe the hardware',
  description: 'Any JSON value, as `lshw -json` writes it; kept as it is.',
  request: json,
  faults: ['invalid_json', ...storeFaults],
  handle: async (ctx, { bytes }) => {
    readJson(bytes);
    const content = bytes.toString('utf8');
    await recordDescription(ctx, connectedDevice(ctx).device, { kind: 'hardware', content });
    return ok;
  },
});

export const putNetworkInfo = defineGatewayEndpoint({
  ...shared,
  operationId: 'putNetworkInfo',
  path: '/system_info/network',
  summary: 'Describe the network',
  description:
    'An object with `hostname`, `mac` and `local_ipv4`, texts that may be missing; kept as it is.',
  request: json,
  faults: ['invalid_json', 'invalid_request', ...storeFaults],
  handle: async (ctx, { bytes }) => {
    checkNetwork(readJson(bytes));
    const content = bytes.toString('utf8');
    await recordDescription(ctx, connectedDevice(ctx).device, { kind: 'network', content });
    return ok;
  },
});

export const putAgentSettings = defineGatewayEndpoint({
  ...shared,
  operationId: 'putAgentSettings',
  path: '/system_info/config',
  summary: 'Tell the settings of the agent',
  description: 'The text of its configuration, TOML; kept as it is and not read.',
  request: { bytes: { mediaType: 'application/toml', mayBeEmpty: true } },
  faults: storeFaults,
  handle: async (ctx, { bytes }) => {
    const content = bytes.toString('utf8');
    await recordDescription(ctx, connectedDevice(ctx).device, { kind: 'settings', content });
    return ok;
  },
});

export const putEcus = defineGatewayEndpoint({
  ...shared,
  operationId: 'putEcus',
  path: '/ecus',
  summary: 'Tell of secondary control units',
  description: 'An object with `target` and `hwid` of each by its serial.',
  request: json,
  faults: ['invalid_json', ...storeFaults],
  handle: async (ctx, { bytes }) => {
    const content = JSON.stringify(readJson(bytes));
    await recordDescription(ctx, connectedDevice(ctx).device, { kind: 'ecus', content });
    return ok;
  },
});
