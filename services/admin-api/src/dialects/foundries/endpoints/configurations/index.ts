/** The endpoints about configurations: of a device, of all devices, and of those of a group. */
import type { AnyEndpoint } from '@moorgate/http';
import { requireFactory } from '../../context.ts';
import { deviceFaults, deviceOf } from '../devices/device-of.ts';
import { layerEndpoints, type LayerDefinition } from './layer-endpoints.ts';

const deviceLayer: LayerDefinition = {
  name: 'Device',
  path: '/devices/{device}/config/',
  what: 'a device',
  isOfGroup: true,
  isForMany: false,
  missing: deviceFaults,
  layerOf: async (ctx, { params: { device = '' }, query }) => ({
    deviceUuid: await deviceOf(ctx, { params: { device }, query }),
  }),
};

const factoryLayer: LayerDefinition = {
  name: 'Factory',
  path: '/factories/{factory}/config/',
  what: 'all devices',
  isOfGroup: false,
  isForMany: true,
  missing: ['factory_not_found'],
  layerOf: (ctx, { params }) => {
    requireFactory(ctx, params.factory);
    return { factory: ctx.factory };
  },
};

const groupLayer: LayerDefinition = {
  name: 'Group',
  path: '/factories/{factory}/device-groups/{group}/config/',
  what: 'a group of devices',
  isOfGroup: true,
  isForMany: true,
  missing: ['factory_not_found', 'group_not_found'],
  layerOf: (ctx, { params }) => {
    requireFactory(ctx, params.factory);
    return { groupName: params.group ?? '' };
  },
};

/** Configurations. */
export const configurationEndpoints: readonly AnyEndpoint[] = [
  ...layerEndpoints(deviceLayer),
  ...layerEndpoints(factoryLayer),
  ...layerEndpoints(groupLayer),
];
