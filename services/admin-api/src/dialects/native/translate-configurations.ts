/** Between the configurations of the wire and ours. */
import type {
  Configuration,
  ConfigurationChange,
  ConfigurationOrigin,
  EffectiveConfiguration,
  MergedFile,
} from '@moorgate/configurations';
import type {
  AppliedConfigurationBody,
  ConfigurationBody,
  ConfigurationChangeBody,
  EffectiveConfigurationBody,
} from './schemas-configurations.ts';

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

type Files = ConfigurationChange['files'];

/** The files of a change; none where it names none. */
export const filesFromBody = ({ Files: files }: ConfigurationChangeBody): Files =>
  Object.fromEntries(
    Object.entries(files ?? {}).map(([name, { Value, Unencrypted = false, OnChanged }]) => [
      name,
      { value: Value, isUnencrypted: Unencrypted, onChanged: OnChanged ?? [] },
    ]),
  );

const toFileBody = ({ value, isUnencrypted, onChanged }: Files[string]) => ({
  Value: value,
  ...(isUnencrypted ? { Unencrypted: true } : {}),
  ...(onChanged.length === 0 ? {} : { OnChanged: [...onChanged] }),
});

const toFilesBody = (files: Iterable<readonly [string, Files[string]]>) =>
  Object.fromEntries(Array.from(files, ([name, file]) => [name, toFileBody(file)]));

const toRevisionBody = ({
  reason,
  createdAt,
  createdBy,
  revision,
}: Configuration): Omit<ConfigurationBody, 'Files'> => ({
  ...(reason === '' ? {} : { Reason: reason }),
  CreatedAt: seconds(createdAt),
  CreatedBy: createdBy,
  Revision: revision,
});

/** A revision as operators see it, with its files unless told otherwise. */
export const toConfigurationBody = (
  configuration: Configuration,
  showFiles = true,
): ConfigurationBody => ({
  ...toRevisionBody(configuration),
  ...(showFiles ? { Files: toFilesBody(Object.entries(configuration.files)) } : {}),
});

const toTrailBody = (
  origin: ConfigurationOrigin | undefined,
  auxiliary: string | null,
): AppliedConfigurationBody['AuditTrail'][number] => {
  if (origin === undefined) return {};
  const { Reason, CreatedAt, CreatedBy } = toRevisionBody(origin);
  return {
    CreatedAt,
    CreatedBy,
    ...(Reason === undefined ? {} : { Reason }),
    ...(auxiliary === null ? {} : { Auxiliary: auxiliary }),
  };
};

/** What a device was given. */
export const toAppliedBody = (
  uuid: string,
  { at, files, origins }: EffectiveConfiguration & { readonly at: Date },
): AppliedConfigurationBody => {
  const of = (layer: ConfigurationOrigin['layer']): ConfigurationOrigin | undefined =>
    origins.find((one) => one.layer === layer);
  const group = of('group');
  return {
    Files: toFilesBody(files),
    AppliedAt: seconds(at),
    AuditTrail: [
      toTrailBody(of('factory'), null),
      toTrailBody(group, group?.groupName ?? null),
      toTrailBody(of('device'), uuid),
    ],
  };
};

/** What a device is given when it asks now. */
export const toEffectiveBody = ({
  files,
  origins,
}: EffectiveConfiguration): EffectiveConfigurationBody => ({
  Files: Object.fromEntries(
    Array.from(files, ([name, file]: [string, MergedFile]) => [
      name,
      { ...toFileBody(file), From: file.from.flatMap((place) => origins[place]?.layer ?? []) },
    ]),
  ),
  Layers: origins.map((origin) => ({
    ...toRevisionBody(origin),
    Layer: origin.layer,
    ...(origin.groupName === null ? {} : { Group: origin.groupName }),
  })),
});
