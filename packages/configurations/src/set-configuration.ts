/** Changing a layer of configuration. */
import { randomUUID } from 'node:crypto';
import {
  type Announce,
  commitChange,
  type Context,
  principalName,
  recordAudit,
  type Scope,
} from '@moorgate/auth';
import {
  type ConfigurationFiles,
  type ConfigurationLayer,
  findConfigurationByLayer,
  findConfigurationByRevision,
  findNextTimeByClock,
  findNextTimeByDevice,
  insertConfiguration,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { checkFactoryFiles, checkFiles } from './check-files.ts';
import {
  type Configuration,
  configurationFromRow,
  isSameFiles,
  keepSecrets,
} from './configuration.ts';
import { lockWritable } from './layer-access.ts';

/** A layer, and what it is to hold from now on. */
export interface ConfigurationChange {
  readonly layer: ConfigurationLayer;
  readonly files: ConfigurationFiles;
  /** Shown in the history; characters of `reasonPattern`. */
  readonly reason: string;
  /** Called with what is in force, null for nothing yet, while nobody else changes it; throws to leave it so. */
  require?(present: Configuration | null): void;
}

/** What the audit calls a layer. */
export const targetOf = (layer: ConfigurationLayer): string => {
  if ('factory' in layer) return `factory/${layer.factory}`;
  return 'groupName' in layer ? `group/${layer.groupName}` : `device/${layer.deviceUuid}`;
};

/** The time at which a change of a locked layer is seen by devices. */
export const nextTimeOf = (
  trx: Trx,
  { clock }: Pick<Context, 'clock'>,
  layer: ConfigurationLayer,
): Promise<number> => {
  const nowSeconds = Math.floor(clock.now().getTime() / 1_000);
  return 'deviceUuid' in layer
    ? findNextTimeByDevice(trx, layer.deviceUuid, nowSeconds)
    : findNextTimeByClock(trx, nowSeconds);
};

/** Writes a revision of a layer that is locked already, with the audit record of it, and says so to the gateways. */
const writeRevision = async (
  trx: Trx,
  ctx: Context,
  change: {
    readonly announce: Announce;
    readonly layer: ConfigurationLayer;
    readonly present: Configuration | null;
    readonly files: ConfigurationFiles;
    readonly reason: string;
  },
): Promise<number> => {
  const { layer, present, files, reason, announce } = change;
  const revision = await insertConfiguration(trx, layer, {
    id: randomUUID(),
    deliveredAtSeconds: await nextTimeOf(trx, ctx, layer),
    files,
    reason,
    createdAt: ctx.clock.now(),
    createdBy: principalName(ctx.principal),
  });
  await recordAudit(trx, ctx, {
    action: 'configuration.changed',
    targetKind: 'configuration',
    targetId: targetOf(layer),
    before: { revision: present?.revision ?? null, files: Object.keys(present?.files ?? {}) },
    after: { revision, files: Object.keys(files), reason },
  });
  announce(
    'deviceUuid' in layer ? { kind: 'device', deviceUuid: layer.deviceUuid } : { kind: 'devices' },
  );
  return revision;
};

/** A change of a layer inside of a transaction. */
export interface LayerChange {
  readonly layer: ConfigurationLayer;
  readonly announce: Announce;
  readonly reason: string;
  /** What whoever asks must hold for the layer; `devices:read-update` and `updates:read-update` unless said. */
  readonly scopes?: readonly Scope[];
  /** As that of `ConfigurationChange`. */
  require?(present: Configuration | null): void;
  /** The files that it is to hold, made from those that it holds while nobody else changes it. */
  filesFrom(present: ConfigurationFiles): ConfigurationFiles | Promise<ConfigurationFiles>;
}

/**
 * Changes a layer inside of a transaction of the caller, which announces the change at its end; returns the number of the
 * revision that is in force then. Files that are the same as before make no revision; a layer that never held anything gets
 * its first one. What was a secret stays one, as `keepSecrets` has it.
 * Faults: as `setConfiguration`.
 */
export const changeLayer = async (trx: Trx, ctx: Context, change: LayerChange): Promise<number> => {
  const { announce, reason } = change;
  const layer = await lockWritable(trx, ctx, change);
  const row = await findConfigurationByLayer(trx, layer);
  const present = row === undefined ? null : configurationFromRow(row);
  change.require?.(present);
  const inForce = present?.files ?? {};
  const files = keepSecrets(inForce, await change.filesFrom(inForce));
  checkFiles(files);
  if ('factory' in layer) checkFactoryFiles(files);
  if (present !== null && isSameFiles(present.files, files)) return present.revision;
  return writeRevision(trx, ctx, { announce, layer, present, files, reason });
};

/**
 * Puts these files in the place of all that a layer held, as a new revision. Files that are the same as those in force make
 * none. Every device that the layer applies to is given the change, however fast it follows another one: see
 * `deliverConfiguration`.
 * Faults: invalid_request, with a pointer to each wrong file; scope_missing, group_not_found, device_not_found;
 * committed_unconfirmed; those of `require`.
 */
export const setConfiguration = async (
  ctx: Context,
  { files, ...change }: ConfigurationChange,
): Promise<void> => {
  checkFiles(files);
  if ('factory' in change.layer) checkFactoryFiles(files);
  await commitChange(ctx, (trx, announce) =>
    changeLayer(trx, ctx, { ...change, announce, filesFrom: () => files }),
  );
};

/**
 * Puts the files of an earlier revision in force again, as a new revision. One that is in force already stays.
 * Faults: configuration_not_found, for a revision that there is not, or not any more; those of `setConfiguration`.
 */
export const revertConfiguration = async (
  ctx: Context,
  { revision, ...change }: Omit<ConfigurationChange, 'files'> & { readonly revision: number },
): Promise<void> => {
  await commitChange(ctx, (trx, announce) => {
    const filesFrom = async (): Promise<ConfigurationFiles> => {
      const earlier = await findConfigurationByRevision(trx, change.layer, revision);
      if (earlier === undefined) throw fault('configuration_not_found');
      return earlier.files;
    };
    return changeLayer(trx, ctx, { ...change, announce, filesFrom });
  });
};
