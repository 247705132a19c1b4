/** The endpoints about the denied list. */
import type { AnyEndpoint } from '@moorgate/http';
import { deleteDeniedFactoryDeviceEndpoint } from './delete-denied-factory-device.ts';
import { listDeniedFactoryDevicesEndpoint } from './list-denied-factory-devices.ts';

/** The denied list. */
export const deniedDeviceEndpoints: readonly AnyEndpoint[] = [
  listDeniedFactoryDevicesEndpoint,
  deleteDeniedFactoryDeviceEndpoint,
];
