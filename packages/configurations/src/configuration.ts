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

/**
 * The files that are to take the place of those in force: a file that is encrypted on the way to each device stays so, whatever
 * its value is now, unless it is declared to be no secret. Whoever changes another file need not know of it.
 */
export const keepSecrets = (
  present: ConfigurationFiles,
  files: ConfigurationFiles,
): ConfigurationFiles =>
  Object.fromEntries(
    Object.entries(files).map(([name, file]) => {
      const staysSecret = !file.isUnencrypted && present[name]?.isClear === true;
      return [name, staysSecret ? { ...file, isClear: true } : file];
    }),
  );

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
