/** A test as it is talked about: what ran on a device, how it ended, and what it left. */
import type { DeviceTestRow, TestResultColumn, TestStatus } from '@moorgate/db';

/** One step of a test. */
export type TestResult = TestResultColumn;

/** A test of a device. */
export interface DeviceTest {
  readonly id: string;
  readonly name: string;
  /** The target that ran on the device when the test began; empty where it reported none. */
  readonly targetName: string;
  readonly status: TestStatus;
  readonly details: string | null;
  readonly results: readonly TestResult[] | null;
  readonly createdAt: Date;
  /** Null while it runs. */
  readonly completedAt: Date | null;
}

/** A test with the names of its artifacts, in the order in which they came. */
export interface DeviceTestDetails extends DeviceTest {
  readonly artifacts: readonly string[];
}

/** The row of a test as a test. */
export const deviceTestFromRow = (row: DeviceTestRow): DeviceTest => ({
  id: row.id,
  name: row.name,
  targetName: row.target_name,
  status: row.status,
  details: row.details,
  results: row.results,
  createdAt: row.created_at,
  completedAt: row.completed_at,
});
