/** Which folders of a host a body would open to a container. */
import { entriesOf, findAll, isEmpty, itemsOf, type Located } from './go-json.ts';

/** What a volume is called; every other source of a bind is a path. */
const volumeName = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** File systems that are in no folder of the host. */
const foreignTypes: readonly unknown[] = ['', 'tmpfs', 'nfs', 'nfs4', 'cifs'];

/** Options of a mount that make it one of a folder, whatever its type is said to be. */
const bindOption = /(?:^|,)\s*(?:r?bind|rshared|move|lowerdir=)/i;

const isText = (value: unknown): value is string => typeof value === 'string';

/** The source of `source:target`; a target alone is an anonymous volume. */
const isHostBind = (value: unknown): boolean => {
  if (!isText(value)) return true;
  const colon = value.indexOf(':');
  return colon >= 0 && !volumeName.test(value.slice(0, colon));
};

const isHostOption = (name: string, value: unknown): boolean => {
  if (!isText(value)) return true;
  if (name === 'type') return !foreignTypes.includes(value);
  if (name === 'o') return bindOption.test(value);
  return name === 'device' && value.startsWith('/');
};

/**
 * The options that make a volume of the local driver one of a folder or a disk of the host: it mounts whatever they say.
 * Other drivers are the operator’s.
 */
export const hostVolumeOptions = (
  driver: Located,
  names: readonly string[],
): readonly Located[] => {
  const [driverName = 'Name', optionsName = 'Options'] = names;
  const named = findAll(driver, driverName);
  if (named.some(({ value }) => value !== '' && value !== 'local')) return [];
  return findAll(driver, optionsName)
    .flatMap(entriesOf)
    .filter(({ name, value }) => isHostOption(name, value));
};

/** The mounts of a container or a service that are of the host. */
export const hostMounts = (mounts: readonly Located[]): readonly Located[] =>
  mounts
    .flatMap(itemsOf)
    .flatMap((mount) => [
      ...findAll(mount, 'Type').filter(({ value }) => value === 'bind' || value === 'npipe'),
      ...findAll(mount, 'VolumeOptions', 'DriverConfig').flatMap((driver) =>
        hostVolumeOptions(driver, ['Name', 'Options']),
      ),
    ]);

/** Every way in which the settings of a container open folders of the host to it. */
export const hostFolders = (hostConfig: Located): readonly Located[] => [
  ...findAll(hostConfig, 'Binds')
    .flatMap(itemsOf)
    .filter(({ value }) => isHostBind(value)),
  // What another container has may be a folder of the host.
  ...findAll(hostConfig, 'VolumesFrom').filter(({ value }) => !isEmpty(value)),
  ...hostMounts(findAll(hostConfig, 'Mounts')),
];
