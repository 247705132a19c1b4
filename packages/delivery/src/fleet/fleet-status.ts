/** How far the fleet is: which devices run which target, by tag and by group. */
import type { Context } from '@moorgate/auth';
import {
  countDevicesByTarget,
  listTagVersions,
  listTargetVersions,
  type TargetCountRow,
} from '@moorgate/db';
import { groupLimitOf } from '@moorgate/devices';

/** How many devices there are of something. */
export interface DeviceNumbers {
  readonly total: number;
  readonly online: number;
  /** Those that run the latest target of their tag. */
  readonly onLatest: number;
  /** Those that run what is no target any more, of a tag that has targets. */
  readonly onOrphan: number;
}

/** Devices that follow one tag. */
export interface TagStatus extends DeviceNumbers {
  /** Empty for devices that report none. */
  readonly tag: string;
  /** 0 where nothing is known. */
  readonly latestVersion: number;
  /** By the version of their target, the highest first; 0 where it has none. */
  readonly versions: readonly {
    readonly version: number;
    readonly devices: number;
    readonly isOrphan: boolean;
  }[];
  /** By name; devices of no group are not among them. */
  readonly groups: readonly (DeviceNumbers & { readonly name: string })[];
}

/** The devices of a fleet. */
export interface FleetStatus {
  readonly total: number;
  /** Devices for production, and all others, by tag. */
  readonly production: readonly TagStatus[];
  readonly others: readonly TagStatus[];
}

/** The version at the end of the name of a target; 0 where there is none. */
export const versionOfTarget = (targetName: string): number => {
  const digits = /-(\d{1,9})$/.exec(targetName)?.[1];
  return digits === undefined ? 0 : Number(digits);
};

/**
 * The latest version of each tag of a factory: of the targets that it has now, else the highest that an update of the tag
 * ever had.
 */
export const listLatestVersions = async (
  { db }: Pick<Context, 'db'>,
  factory: string,
): Promise<ReadonlyMap<string, number>> =>
  new Map((await listTagVersions(db, factory)).map(({ tag, version }) => [tag, version]));

/**
 * Whether a device runs the latest target of its tag, as far as there has been one here; of a tag without one, whether it
 * runs any.
 */
export const isUpToDate = (
  device: { readonly tag: string; readonly targetName: string },
  latest: ReadonlyMap<string, number>,
): boolean => {
  const version = latest.get(device.tag);
  return version === undefined
    ? device.targetName !== ''
    : versionOfTarget(device.targetName) === version;
};

/** What decides of a tag which version is the latest, and which are orphans. */
interface Versions {
  readonly latest: ReadonlyMap<string, number>;
  /** The tags that have targets, and the versions of all targets. */
  readonly tags: ReadonlySet<string>;
  readonly present: ReadonlySet<number>;
}

/** Of a tag without targets nothing is an orphan: there is no list that it could be missing from. */
const orphansOf =
  ({ tags, present }: Versions, tag: string) =>
  (version: number): boolean =>
    tags.has(tag) && version > 0 && !present.has(version);

interface Judged {
  readonly latestVersion: number;
  isOrphan(version: number): boolean;
}

const numbersOf = (
  rows: readonly TargetCountRow[],
  { latestVersion, isOrphan }: Judged,
): DeviceNumbers => {
  const numbers = { total: 0, online: 0, onLatest: 0, onOrphan: 0 };
  for (const { devices, online, target_name: target } of rows) {
    const version = versionOfTarget(target);
    numbers.total += devices;
    numbers.online += online;
    if (latestVersion > 0 && version === latestVersion) numbers.onLatest += devices;
    if (isOrphan(version)) numbers.onOrphan += devices;
  }
  return numbers;
};

const versionsOf = (
  rows: readonly TargetCountRow[],
  { isOrphan }: Pick<Judged, 'isOrphan'>,
): TagStatus['versions'] => {
  const byVersion = Map.groupBy(rows, ({ target_name: target }) => versionOfTarget(target));
  return [...byVersion]
    .map(([version, of]) => ({
      version,
      devices: of.reduce((sum, row) => sum + row.devices, 0),
      isOrphan: isOrphan(version),
    }))
    .sort((one, other) => other.version - one.version);
};

const tagStatusOf = (tag: string, rows: readonly TargetCountRow[], known: Versions): TagStatus => {
  const isOrphan = orphansOf(known, tag);
  const versions = versionsOf(rows, { isOrphan });
  const latestVersion = known.latest.get(tag) ?? versions[0]?.version ?? 0;
  const judged = { latestVersion, isOrphan };
  const byGroup = Map.groupBy(rows, ({ group_name: group }) => group);
  const groups = [...byGroup].flatMap(([name, of]) =>
    name === null ? [] : [{ name, ...numbersOf(of, judged) }],
  );
  return { tag, latestVersion, versions, groups, ...numbersOf(rows, judged) };
};

const readVersions = async ({ db }: Pick<Context, 'db'>, factory: string): Promise<Versions> => {
  const rows = await listTagVersions(db, factory);
  return {
    latest: new Map(rows.map(({ tag, version }) => [tag, version])),
    tags: new Set(rows.flatMap(({ tag, is_target: isTarget }) => (isTarget ? [tag] : []))),
    present: new Set(await listTargetVersions(db, factory)),
  };
};

/**
 * The devices that are not denied, of those that whoever asks sees. The latest target of a tag is the highest that it
 * has; of a tag that has none, the highest that an update of it ever had here, else that a device reports.
 */
export const getFleetStatus = async (
  ctx: Context,
  { factory, onlineSince }: { readonly factory: string; readonly onlineSince: Date },
): Promise<FleetStatus> => {
  const [rows, known] = await Promise.all([
    countDevicesByTarget(ctx.db, { onlineSince, groups: groupLimitOf(ctx, 'devices:read') }),
    readVersions(ctx, factory),
  ]);
  const statusOf = (isProduction: boolean): TagStatus[] => {
    const those = rows.filter((row) => row.is_production === isProduction);
    return [...Map.groupBy(those, ({ tag }) => tag)].map(([tag, of]) =>
      tagStatusOf(tag, of, known),
    );
  };
  return {
    total: rows.reduce((sum, { devices }) => sum + devices, 0),
    production: statusOf(true),
    others: statusOf(false),
  };
};
