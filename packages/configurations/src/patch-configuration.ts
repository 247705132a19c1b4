/** Changing single files of a layer of configuration. */
import { commitChange, type Context } from '@moorgate/auth';
import { type ConfigurationFiles, findConfigurationByLayer } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type Configuration, configurationFromRow } from './configuration.ts';
import { changeLayer, type LayerChange } from './set-configuration.ts';

/** A layer, the files that it is to get, and who may do that. */
export interface ConfigurationPatch extends Pick<LayerChange, 'layer' | 'reason'> {
  readonly scopes: NonNullable<LayerChange['scopes']>;
}

const change = async (
  ctx: Context,
  patch: ConfigurationPatch & Pick<LayerChange, 'filesFrom'>,
): Promise<Configuration> =>
  commitChange(ctx, async (trx, announce) => {
    await changeLayer(trx, ctx, { ...patch, announce });
    const row = await findConfigurationByLayer(trx, patch.layer);
    if (row === undefined) throw fault('internal');
    return configurationFromRow(row);
  });

/**
 * Puts files into a layer: in the place of all that it held, or beside those of other names. Returns the revision that is in
 * force then; files that are the same as before make none. A device is named by its UUID in lower case.
 * Faults: invalid_request, with a pointer to each wrong file; scope_missing, group_not_found, device_not_found;
 * committed_unconfirmed.
 */
export const putConfigurationFiles = (
  ctx: Context,
  {
    files,
    keepsOthers,
    ...patch
  }: ConfigurationPatch & { readonly files: ConfigurationFiles; readonly keepsOthers: boolean },
): Promise<Configuration> =>
  change(ctx, {
    ...patch,
    filesFrom: (present) => (keepsOthers ? { ...present, ...files } : files),
  });

/**
 * Takes one file out of a layer.
 * Faults: configuration_file_not_found, where it does not hold the file; those of `putConfigurationFiles`.
 */
export const deleteConfigurationFile = (
  ctx: Context,
  { name, ...patch }: ConfigurationPatch & { readonly name: string },
): Promise<Configuration> =>
  change(ctx, {
    ...patch,
    filesFrom: (present) => {
      const { [name]: file, ...others } = present;
      if (file === undefined) throw fault('configuration_file_not_found');
      return others;
    },
  });
