/** Endpoints about what devices report. */
import type { AnyEndpoint } from '@moorgate/http';
import { listAppsStatesEndpoint } from './list-apps-states.ts';
import { listDeviceEventsEndpoint } from './list-device-events.ts';
import { listDeviceUpdatesEndpoint } from './list-device-updates.ts';
import { listEcusEndpoint } from './list-ecus.ts';
import { tailRolloutEndpoint, tailUpdateEndpoint } from './tail-update.ts';

/** All of them. */
export const reportEndpoints: readonly AnyEndpoint[] = [
  listDeviceUpdatesEndpoint,
  listDeviceEventsEndpoint,
  listAppsStatesEndpoint,
  listEcusEndpoint,
  tailUpdateEndpoint,
  tailRolloutEndpoint,
];
