/** A layer of configuration as operators see it. */
import type { ConfigurationFiles, ConfigurationRow } from '@moorgate/db';

/** One revision of a layer. */
export interface Configuration {
  readonly revision: number;
  readonly files: ConfigurationFiles;
  readonly reason: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** The row of a revision as a revision. */
export const configurationFromRow = (row: ConfigurationRow): Configuration => ({
  revision: row.revision,
  files: row.files,
  reason: row.reason,
  createdAt: row.created_at,
  createdBy: row.created_by,
});

const sameFile = (
  one: ConfigurationFiles[string] | undefined,
  other: ConfigurationFiles[string],
): boolean =>
  one !== undefined &&
  one.value === other.value &&
  one.isUnencrypted === other.isUnencrypted &&
  (one.isClear ?? false) === (other.isClear ?? false) &&
  one.onChanged.length === other.onChanged.length &&
  one.onChanged.every((argument, place) => argument === other.onChanged[place]);

/** True for layers that give the same files to a device. */
export const isSameFiles = (one: ConfigurationFiles, other: ConfigurationFiles): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(other).every(([name, file]) => sameFile(one[name], file));
