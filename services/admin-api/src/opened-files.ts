/** How the files that operators open are called among what they opened last, whichever dialect they ask. */
import type { Configuration, ConfigurationChange } from '@moorgate/configurations';
import type { OpenedFile } from '@moorgate/recent-files';

type Layer = ConfigurationChange['layer'];

const placeOf = (layer: Layer): string => {
  if ('factory' in layer) return `factory/${layer.factory}`;
  return 'groupName' in layer ? `group/${layer.groupName}` : `device/${layer.deviceUuid}`;
};

/** The files of one revision of a layer. */
export const configurationFiles = (
  layer: Layer,
  { revision, files }: Pick<Configuration, 'revision' | 'files'>,
): OpenedFile[] =>
  Object.keys(files).map((path) => ({
    id: `configurations/${placeOf(layer)}`,
    path,
    revision: String(revision),
    ...('deviceUuid' in layer ? { deviceUuid: layer.deviceUuid } : {}),
  }));

/** An artifact of a test on a device. */
export const artifactFile = (artifact: {
  readonly deviceUuid: string;
  readonly testId: string;
  readonly name: string;
}): OpenedFile => {
  const { deviceUuid, testId, name } = artifact;
  return { id: `devices/${deviceUuid}/tests/${testId}`, path: name, revision: testId, deviceUuid };
};

/** A file of a Git repository, at a commit. */
export const sourceFile = (
  place: { readonly factory: string; readonly repository: string; readonly path: string },
  commitId: string,
): OpenedFile => ({
  id: `source/${place.factory}/${place.repository}`,
  path: place.path,
  revision: commitId,
});

/** Files of an update. */
export const updateFiles = (
  update: { readonly tag: string; readonly name: string },
  paths: Iterable<string>,
): OpenedFile[] =>
  [...paths].map((path) => ({
    id: `updates/${update.tag}/${update.name}`,
    path,
    revision: update.name,
  }));
