/** An event of an update, and the words for it. */
import type { DeviceEventRow } from '@moorgate/db';

/** An event as a device reported it. */
export interface DeviceEvent {
  readonly id: string;
  /** Events of one update, or of one change of keys, have it in common. */
  readonly correlationId: string;
  /** As the device wrote it (RFC 3339). */
  readonly deviceTime: string;
  readonly typeId: string;
  readonly typeVersion: number;
  readonly targetName: string;
  readonly version: string;
  /** The control unit that it is about. */
  readonly ecu: string | null;
  readonly success: boolean | null;
  readonly details: string | null;
}

/** The row of an event as an event. */
export const deviceEventFromRow = (row: DeviceEventRow): DeviceEvent => ({
  id: row.event_id,
  correlationId: row.correlation_id,
  deviceTime: row.device_time,
  typeId: row.type_id,
  typeVersion: row.type_version,
  targetName: row.target_name,
  version: row.version,
  ecu: row.ecu,
  success: row.success,
  details: row.details,
});

/** Kinds of events that say how something ended. */
const endings: ReadonlyMap<string, string> = new Map([
  ['MetadataUpdateCompleted', 'Metadata update completed'],
  ['UpdateInitCompleted', 'Update preparation completed'],
  ['EcuDownloadCompleted', 'Download completed'],
  ['EcuInstallationCompleted', 'Installation completed'],
  ['CertRotationCompleted', 'Certificate rotation completed'],
]);

/** Kinds of events that say that something has begun, or waits. */
const beginnings: ReadonlyMap<string, string> = new Map([
  ['UpdateInitStarted', 'Update preparation started'],
  ['EcuDownloadStarted', 'Download started'],
  ['EcuInstallationStarted', 'Installation started'],
  ['EcuInstallationApplied', 'Installation applied; awaiting update finalization'],
  ['CertRotationStarted', 'Certificate rotation started'],
]);

/** The steps of a rotation, which agents report under these very names. */
const rotationSteps: ReadonlyMap<string, string> = new Map([
  ['Generate new certificate', 'Certificate rotation: new certificate'],
  ['Lock device configuration on server', 'Certificate rotation: new key announced'],
  ['Update local configuration with new key', 'Certificate rotation: local configuration'],
  [
    'Update device specific configuration on server with new key',
    'Certificate rotation: configuration of the device',
  ],
  ['Finalize aktualizr configuration', 'Certificate rotation: settings of the agent'],
]);

const outcome = (success: boolean | null): string => {
  if (success === null) return 'unknown result';
  return success ? 'succeeded' : 'failed';
};

/** What an event says, in words, as existing tools show them. */
export const eventStatus = ({
  typeId,
  success,
}: Pick<DeviceEvent, 'typeId' | 'success'>): string => {
  const beginning = beginnings.get(typeId);
  if (beginning !== undefined) return beginning;
  const ending = endings.get(typeId) ?? rotationSteps.get(typeId);
  return ending === undefined ? `Unknown event type: ${typeId}` : `${ending}; ${outcome(success)}`;
};

const lastWords: readonly string[] = [
  'EcuInstallationCompleted',
  'CertRotationCompleted',
  'MetadataUpdateCompleted',
];

/** True for the event of something that is over and went well: a device of which it is the last one does nothing. */
export const isEndOfWork = ({ typeId, success }: DeviceEvent): boolean =>
  success === true && lastWords.includes(typeId);

/** A step of an update that has ended, and how. */
export interface UpdateOutcome {
  readonly step: 'metadata' | 'preparation' | 'download' | 'installation';
  readonly outcome: 'succeeded' | 'failed';
}

const updateSteps: ReadonlyMap<string, UpdateOutcome['step']> = new Map([
  ['MetadataUpdateCompleted', 'metadata'],
  ['UpdateInitCompleted', 'preparation'],
  ['EcuDownloadCompleted', 'download'],
  ['EcuInstallationCompleted', 'installation'],
]);

/** Which step of an update the event ends, and how; null for every other event, and where it does not say how. */
export const updateOutcomeOf = ({
  typeId,
  success,
}: Pick<DeviceEvent, 'typeId' | 'success'>): UpdateOutcome | null => {
  const step = updateSteps.get(typeId);
  if (step === undefined || success === null) return null;
  return { step, outcome: success ? 'succeeded' : 'failed' };
};
