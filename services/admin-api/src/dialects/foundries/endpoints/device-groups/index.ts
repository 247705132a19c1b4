/** The endpoints about groups of devices. */
import type { AnyEndpoint } from '@moorgate/http';
import { changeFactoryDeviceGroupEndpoint } from './change-factory-device-group.ts';
import { createFactoryDeviceGroupEndpoint } from './create-factory-device-group.ts';
import { deleteFactoryDeviceGroupEndpoint } from './delete-factory-device-group.ts';
import { listFactoryDeviceGroupsEndpoint } from './list-factory-device-groups.ts';

/** Groups of devices. */
export const deviceGroupEndpoints: readonly AnyEndpoint[] = [
  listFactoryDeviceGroupsEndpoint,
  createFactoryDeviceGroupEndpoint,
  changeFactoryDeviceGroupEndpoint,
  deleteFactoryDeviceGroupEndpoint,
];
