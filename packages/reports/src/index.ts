export { listAppsStatesOfDevice, recordAppsState } from './apps-states/apps-states.ts';
export { type AppsState, readAppsState } from './apps-states/read-apps-state.ts';
export {
  type DeviceReports,
  getDeviceReports,
  listControlUnits,
} from './descriptions/get-descriptions.ts';
export { checkNetwork, type ControlUnit } from './descriptions/read-description.ts';
export { recordDescription } from './descriptions/record-description.ts';
export {
  type DeviceEvent,
  eventStatus,
  type UpdateOutcome,
  updateOutcomeOf,
} from './events/device-event.ts';
export { createEventQueue, type EventQueue, type EventQueueOptions } from './events/event-queue.ts';
export {
  listEventsOfUpdate,
  listReportedUpdates,
  listUpdatesOfDevice,
  type ReportedUpdate,
} from './events/list-events.ts';
export { type LastReport, listLastReports } from './descriptions/list-last-reports.ts';
export { readEvents } from './events/read-events.ts';
export { findLog, type LogName } from './tails/find-log.ts';
export type { LogLine } from './tails/log-line.ts';
export {
  createUpdateTails,
  type UpdateTailOptions,
  type UpdateTails,
} from './tails/update-tails.ts';
