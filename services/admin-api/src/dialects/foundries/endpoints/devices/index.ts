/** The endpoints about devices. */
import type { AnyEndpoint } from '@moorgate/http';
import { changeFactoryDeviceEndpoint } from './change-factory-device.ts';
import { deleteFactoryDeviceEndpoint } from './delete-factory-device.ts';
import { getFactoryDeviceEndpoint } from './get-factory-device.ts';
import { listFactoryDevicesEndpoint } from './list-factory-devices.ts';

/** Devices; they are registered in the native dialect, which has the path for it too. */
export const deviceEndpoints: readonly AnyEndpoint[] = [
  listFactoryDevicesEndpoint,
  getFactoryDeviceEndpoint,
  changeFactoryDeviceEndpoint,
  deleteFactoryDeviceEndpoint,
];
