/** Tables about what devices report. */
import type { Generated } from 'kysely';

/** The log of an update; there is one for each. */
export interface UpdateLogsTable {
  update_id: string;
  last_position: Generated<number>;
  /** Until when somebody follows it. */
  watched_until: Date | null;
}

export interface DeviceEventsTable {
  device_uuid: string;
  /** The order of arrival. */
  sequence: Generated<number>;
  event_id: string;
  correlation_id: string;
  /** As the device wrote it (RFC 3339). */
  device_time: string;
  type_id: string;
  type_version: number;
  target_name: string;
  version: string;
  ecu: string | null;
  success: boolean | null;
  details: string | null;
  /** The update that the device was assigned to when it came, and the place in its log. */
  update_id: string | null;
  position: number | null;
}

/** The state of one app. */
export interface AppStateColumn {
  readonly uri: string;
  readonly state: string;
  readonly services: readonly Readonly<Record<string, string>>[];
}

/** The apps of a device at one moment. */
export interface AppsStateColumn {
  readonly deviceTime: string;
  readonly ostree: string;
  readonly apps: Readonly<Record<string, AppStateColumn>>;
}

export interface DeviceAppsStatesTable {
  device_uuid: string;
  /** The order of arrival. */
  sequence: Generated<number>;
  /** Of the state, as JSON. */
  sha256: Buffer;
  state: AppsStateColumn;
}

/** What a device says of its hardware, its network, the settings of its agent, and its secondary control units. */
export type DescriptionKind = 'hardware' | 'network' | 'settings' | 'ecus';

export interface DeviceDescriptionsTable {
  device_uuid: string;
  kind: DescriptionKind;
  content: string;
  sha256: Buffer;
}
