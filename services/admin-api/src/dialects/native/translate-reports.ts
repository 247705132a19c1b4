/** Between the wire shapes of reports and what the use cases give; pure. */
import { type AppsState, type ControlUnit, type DeviceEvent, eventStatus } from '@moorgate/reports';
import type {
  AppsStateBody,
  ControlUnitsBody,
  DeviceEventBody,
  DeviceStatusBody,
} from './schemas-reports.ts';

/** What an event says of a device. */
export const toDeviceStatusBody = (uuid: string, event: DeviceEvent): DeviceStatusBody => ({
  uuid,
  correlationId: event.correlationId,
  'target-name': event.targetName,
  status: eventStatus(event),
  deviceTime: event.deviceTime,
});

/** An event. */
export const toDeviceEventBody = (event: DeviceEvent): DeviceEventBody => ({
  id: event.id,
  deviceTime: event.deviceTime,
  event: {
    correlationId: event.correlationId,
    ecu: event.ecu ?? '',
    ...(event.success === null ? {} : { success: event.success }),
    targetName: event.targetName,
    version: event.version,
    ...(event.details === null ? {} : { details: event.details }),
  },
  eventType: { id: event.typeId, version: event.typeVersion },
  status: eventStatus(event),
});

type Service = AppsStateBody['apps'][string]['services'][number];

const toServiceBody = (service: Readonly<Record<string, string>>): Service => ({
  name: '',
  hash: '',
  image: '',
  state: '',
  status: '',
  ...service,
});

/** The apps of a device. */
export const toAppsStateBody = ({ deviceTime, ostree, apps }: AppsState): AppsStateBody => ({
  deviceTime,
  ostree,
  apps: Object.fromEntries(
    Object.entries(apps).map(([name, { uri, state, services }]) => [
      name,
      { uri, state, services: services.map(toServiceBody) },
    ]),
  ),
});

/** Secondary control units. */
export const toControlUnitsBody = (units: ReadonlyMap<string, ControlUnit>): ControlUnitsBody =>
  Object.fromEntries(
    Array.from(units, ([serial, { target, hardwareId }]) => [serial, { target, hwid: hardwareId }]),
  );
