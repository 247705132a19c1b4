/** The endpoints about what devices report. */
import type { AnyEndpoint } from '@moorgate/http';
import { getFactoryDeviceUpdateEndpoint } from './get-factory-device-update.ts';
import { listFactoryAppsStatesEndpoint } from './list-factory-apps-states.ts';
import { listFactoryDeviceUpdatesEndpoint } from './list-factory-device-updates.ts';

/** Reports. */
export const reportEndpoints: readonly AnyEndpoint[] = [
  listFactoryDeviceUpdatesEndpoint,
  getFactoryDeviceUpdateEndpoint,
  listFactoryAppsStatesEndpoint,
];
