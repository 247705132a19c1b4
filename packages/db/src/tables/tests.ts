/** Tables about tests that devices report, and actions that operators start on them. */
import type { GeneratedAlways } from 'kysely';

export type TestStatus = 'RUNNING' | 'PASSED' | 'FAILED';

/** One step of a test, as the device reported it. */
export interface TestResultColumn {
  readonly name: string;
  readonly status: 'PASSED' | 'FAILED' | 'SKIPPED';
  /** When it ended by the clock of the device, in Unix seconds with fractions. */
  readonly localTime: number;
  readonly details: string;
  /** Null where the device sent none. */
  readonly metrics: Readonly<Record<string, number>> | null;
}

export interface DeviceTestsTable {
  device_uuid: string;
  id: string;
  ordinal: GeneratedAlways<number>;
  name: string;
  target_name: string;
  status: TestStatus;
  details: string | null;
  results: readonly TestResultColumn[] | null;
  created_at: Date;
  completed_at: Date | null;
}

export interface TestArtifactsTable {
  device_uuid: string;
  test_id: string;
  name: string;
  ordinal: GeneratedAlways<number>;
  blob_id: string;
  bytes: number;
}

/** What an operator asked a device to do; how it went is told by the test of the same id. */
export interface DeviceActionsTable {
  device_uuid: string;
  id: string;
  ordinal: GeneratedAlways<number>;
  name: string;
  is_captured: boolean;
  /** The revision of the device's layer of configuration that asks for it. */
  configuration_revision: number;
  requested_at: Date;
  requested_by: string;
}
