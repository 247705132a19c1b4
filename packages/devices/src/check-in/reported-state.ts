/** What a device says of itself with its requests. */

/** The values last reported; empty where a device cleared one, or never reported it. */
export interface ReportedState {
  targetName: string;
  tag: string;
  ostreeHash: string;
  /** Comma separated, as the device sent it. */
  apps: string;
}

/** One request's report: undefined keeps what is stored, the empty text clears it. */
export interface Report {
  readonly targetName: string | undefined;
  readonly tag: string | undefined;
  readonly ostreeHash: string | undefined;
  readonly apps: string | undefined;
}

export type ReportedField = keyof ReportedState;

/** The longest value of each field, in characters. A longer one is no value: cut off, it would name something else. */
export const reportedLengthMax: Readonly<Record<ReportedField, number>> = {
  targetName: 80,
  tag: 80,
  ostreeHash: 80,
  apps: 2_048,
};

export const reportedFields = Object.keys(reportedLengthMax) as ReportedField[];
