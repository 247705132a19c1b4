/** Between the wire shapes of reports and tests and what the use cases give; pure. */
import type { DeviceTest } from '@moorgate/device-tests';
import type { AppsState, DeviceEvent, ReportedUpdate } from '@moorgate/reports';
import type {
  AppsStateBody,
  TestBody,
  UpdateEventBody,
  UpdateListBody,
} from './schemas-reports.ts';
import { textsOf } from './translate.ts';

const serviceFields = ['name', 'hash', 'state', 'status', 'health', 'image', 'logs'] as const;

/** The apps of a device. */
export const toAppsStateBody = ({ deviceTime, ostree, apps }: AppsState): AppsStateBody => ({
  ostree,
  deviceTime,
  apps: Object.fromEntries(
    Object.entries(apps).map(([name, { uri, state, services }]) => [
      name,
      { services: services.map((service) => textsOf(service, serviceFields)), state, uri },
    ]),
  ),
});

/** A line of the updates of a device. */
export const toUpdateBody = (update: ReportedUpdate): UpdateListBody['updates'][number] => ({
  'correlation-id': update.correlationId,
  target: update.targetName,
  version: update.version,
  time: update.deviceTime,
});

/** An event of an update. */
export const toUpdateEventBody = (event: DeviceEvent): UpdateEventBody => ({
  deviceTime: event.deviceTime,
  eventType: { id: event.typeId },
  event: {
    version: event.version,
    targetName: event.targetName,
    ...(event.success === null ? {} : { success: event.success }),
    details: event.details ?? '',
  },
});

const seconds = (at: Date): number => at.getTime() / 1_000;

/** A test of a device, with the names of its artifacts where they are given. */
export const toTestBody = (
  test: DeviceTest,
  device: { readonly uuid: string; readonly name: string },
  artifacts: readonly string[] = [],
): TestBody => ({
  name: test.name,
  'test-id': test.id,
  'device-uuid': device.uuid,
  'device-name': device.name,
  status: test.status,
  details: test.details ?? '',
  'created-on': seconds(test.createdAt),
  'completed-on': test.completedAt === null ? 0 : seconds(test.completedAt),
  results: (test.results ?? []).map(({ name, status, details }) => ({ name, status, details })),
  artifacts: [...artifacts],
});
