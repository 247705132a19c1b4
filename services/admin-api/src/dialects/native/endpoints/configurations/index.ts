/** The endpoints of configurations. */
import type { AnyEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { getAppliedConfigurationEndpoint } from './get-applied-configuration.ts';
import { getEffectiveConfigurationEndpoint } from './get-effective-configuration.ts';
import { layerEndpoints } from './layer-endpoints.ts';
import { uploadConfigurationsEndpoint } from './upload-configurations.ts';

export const configurationEndpoints: readonly AnyEndpoint[] = [
  ...layerEndpoints({
    name: 'Factory',
    path: '/configs/factory',
    what: 'all devices of this factory',
    params: Type.Object({}),
    isOfGroup: false,
    missing: [],
    layerOf: ({ factory }) => ({ factory }),
  }),
  ...layerEndpoints({
    name: 'Group',
    path: '/configs/group/{name}',
    what: 'the devices of a group',
    params: Type.Object({ name: Type.String({ description: 'The group.' }) }),
    isOfGroup: true,
    missing: ['group_not_found'],
    layerOf: (_ctx, { name }) => ({ groupName: String(name) }),
  }),
  ...layerEndpoints({
    name: 'Device',
    path: '/configs/device/{uuid}',
    what: 'one device',
    params: DeviceParamsSchema,
    isOfGroup: true,
    missing: ['device_not_found'],
    layerOf: (_ctx, { uuid }) => ({ deviceUuid: String(uuid) }),
  }),
  getAppliedConfigurationEndpoint,
  getEffectiveConfigurationEndpoint,
  uploadConfigurationsEndpoint,
];
