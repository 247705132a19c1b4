/** What a device is given: its layers, the later ones over the earlier. */
import type { ConfigurationFiles } from '@moorgate/db';
import { isToml, mergeToml } from './merge-toml.ts';

/** The file whose keys, not whose whole, a later layer replaces: the settings of the update agent. */
export const agentSettingsFile = 'z-50-fioctl.toml';

/** A file as it comes out, and the layers that it was made from, by their places. */
export interface MergedFile {
  readonly value: string;
  readonly isUnencrypted: boolean;
  readonly isClear?: boolean;
  readonly onChanged: readonly string[];
  /** Several for a file that was joined, the earliest first. */
  readonly from: readonly number[];
}

/** What is encrypted to the device, and what is no TOML, can be replaced alone. */
const canJoin = (file: { readonly value: string; readonly isUnencrypted: boolean }): boolean =>
  file.isUnencrypted && isToml(file.value);

const join = (under: MergedFile, over: MergedFile): MergedFile =>
  canJoin(under) && canJoin(over)
    ? { ...over, value: mergeToml([under.value, over.value]), from: [...under.from, ...over.from] }
    : over;

/**
 * Merges layers, the factory's first. A file of a later layer takes the place of the earlier one with its value, its flag
 * and its handler; of `z-50-fioctl.toml` the values are joined key by key and the rest is that of the last layer.
 */
export const mergeLayers = (
  layers: readonly { readonly files: ConfigurationFiles }[],
): ReadonlyMap<string, MergedFile> => {
  const merged = new Map<string, MergedFile>();
  layers.forEach(({ files }, place) => {
    for (const [name, file] of Object.entries(files)) {
      const over = { ...file, from: [place] };
      const under = merged.get(name);
      const isJoined = name === agentSettingsFile && under !== undefined;
      merged.set(name, isJoined ? join(under, over) : over);
    }
  });
  return merged;
};
