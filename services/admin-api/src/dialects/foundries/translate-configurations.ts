/** Between the configurations of the wire and ours; pure. */
import type { Configuration } from '@moorgate/configurations';
import type {
  ChangedConfigBody,
  ConfigBody,
  ConfigChangeBody,
  ConfigFileBody,
} from './schemas-configurations.ts';
import { toMoment } from './translate.ts';

type Files = Configuration['files'];

/** A revision, and when the device has it from. */
export type ShownConfiguration = Configuration & { readonly appliedAt: Date | null };

/**
 * Files of a change by their names; of two of one name the last counts. Those for many devices come in clear, and are
 * encrypted for each device unless they are declared to be no secrets.
 */
export const filesFromBody = ({ files }: ConfigChangeBody, isForMany: boolean): Files =>
  Object.fromEntries(
    (files ?? []).map(({ name, value, unencrypted = false, 'on-changed': onChanged }) => [
      name,
      {
        value,
        isUnencrypted: unencrypted,
        onChanged: onChanged ?? [],
        ...(isForMany && !unencrypted ? { isClear: true } : {}),
      },
    ]),
  );

const toFileBody = (
  [name, file]: readonly [string, Files[string]],
  showsSecrets: boolean,
): ConfigFileBody => ({
  name,
  value: file.isUnencrypted || showsSecrets ? file.value : '',
  unencrypted: file.isUnencrypted,
  ...(file.onChanged.length === 0 ? {} : { 'on-changed': [...file.onChanged] }),
});

const toFilesBody = (files: Files, showsSecrets: boolean): ConfigFileBody[] =>
  Object.entries(files).map((entry) => toFileBody(entry, showsSecrets));

/**
 * A revision. Values of a device are encrypted by those who set them; those of a factory or a group are not, and are shown
 * where they were declared to be no secrets.
 */
export const toConfigBody = (
  configuration: ShownConfiguration,
  showsSecrets: boolean,
): ConfigBody => ({
  'created-at': toMoment(configuration.createdAt),
  'applied-at': configuration.appliedAt === null ? null : toMoment(configuration.appliedAt),
  'created-by': configuration.createdBy,
  reason: configuration.reason,
  files: toFilesBody(configuration.files, showsSecrets),
});

/** What a change has led to. */
export const toChangedConfigBody = (
  configuration: Configuration,
  showsSecrets: boolean,
): ChangedConfigBody => ({
  'created-at': toMoment(configuration.createdAt),
  'applied-at': null,
  reason: configuration.reason,
  files: toFilesBody(configuration.files, showsSecrets),
});
