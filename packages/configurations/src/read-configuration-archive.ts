/** Archives of all layers of an installation, as `dg-satellite` keeps them in a folder. */
import { buffer } from 'node:stream/consumers';
import type { ConfigurationFiles, ConfigurationLayer } from '@moorgate/db';
import { type ArchiveLimits, readArchive } from '@moorgate/delivery';
import { labelRules, parseUuid } from '@moorgate/devices';
import { DomainError, fault } from '@moorgate/errors';
import {
  checkFactoryFiles,
  checkFiles,
  reasonPattern,
  configurationLimits,
} from './check-files.ts';
import { filesFromJson } from './files-from-json.ts';

/** How large an archive may be. */
export const archiveLimits: ArchiveLimits = {
  packedBytesMax: 64 * 1_048_576,
  unpackedBytesMax: 128 * 1_048_576,
  entriesMax: 200_000,
  ratioMax: 200,
};

/** Which layer of which kind: the key of one is its path in the archive. */
export interface ArchivedLayer {
  readonly path: string;
  /** The factory's is the installation's own. */
  readonly layer: ConfigurationLayer;
  readonly files: ConfigurationFiles;
  readonly reason: string;
}

const journalName = '.journal';

const invalid = (path: string, why: string): DomainError =>
  fault('configuration_archive_invalid', {
    detail: `${JSON.stringify(path.slice(0, 200))} ${why}.`,
  });

/** The contents of one folder, by their names; the journal is one of them. */
type Folder = Map<string, Buffer>;

const layerDepth: Readonly<Record<string, number>> = { factory: 1, group: 2, device: 2 };

const foldersOf = async (body: AsyncIterable<Uint8Array>): Promise<Map<string, Folder>> => {
  const folders = new Map<string, Folder>();
  for await (const { path, content } of readArchive(body, archiveLimits)) {
    const segments = path.split('/');
    const depth = layerDepth[segments[0]!];
    if (depth === undefined || segments.length !== depth + 1)
      throw invalid(path, 'is neither in factory/, nor in group/<name>/, nor in device/<uuid>/');
    const folder = segments.slice(0, depth).join('/');
    const files = folders.get(folder) ?? new Map<string, Buffer>();
    folders.set(folder, files.set(segments[depth]!, await buffer(content)));
  }
  return folders;
};

const reasonRule = new RegExp(reasonPattern);

/** The last line of a journal says which content is in force, and why: `name:time:who:why`, or `name:time`. */
const currentOf = (path: string, folder: Folder): { content: Buffer; reason: string } => {
  const lines = (folder.get(journalName)?.toString('utf8') ?? '').split('\n').filter(Boolean);
  const [name = '', , , ...why] = lines.at(-1)?.split(':') ?? [];
  const content = name === journalName ? undefined : folder.get(name);
  if (content === undefined)
    throw invalid(path, 'has no journal that names a content which is there');
  const reason = why.join(':');
  const isFit =
    reasonRule.test(reason) && Buffer.byteLength(reason) <= configurationLimits.reasonBytes;
  return { content, reason: isFit ? reason : '' };
};

const groupName = new RegExp(labelRules.namePattern);

const layerOf = (path: string, factory: string): ConfigurationLayer => {
  const [kind, name = ''] = path.split('/');
  if (kind === 'factory') return { factory };
  if (kind === 'device') return { deviceUuid: parseUuid(name, 'device_not_found') };
  if (!groupName.test(name)) throw invalid(path, 'is no name of a group');
  return { groupName: name };
};

const readLayer = (path: string, folder: Folder, factory: string): ArchivedLayer => {
  const { content, reason } = currentOf(path, folder);
  const layer = layerOf(path, factory);
  const files = filesFromJson(content);
  if (files === null) throw invalid(path, 'has a content that is no set of files');
  checkFiles(files);
  if ('factory' in layer) checkFactoryFiles(files);
  return { path, layer, files, reason };
};

/** The same fault, with the layer that it is about. */
const located = (path: string, error: unknown): unknown => {
  if (!(error instanceof DomainError) || error.code === 'configuration_archive_invalid')
    return error;
  const [issue] = error.details.issues ?? [];
  const why = issue === undefined ? error.message : `${issue.pointer.slice(12)} ${issue.message}`;
  return invalid(path, `is refused: ${why}`);
};

/**
 * Reads and checks a whole archive: what each layer is to hold, by the path of the layer in it. Only what is in force is
 * read of each, not what it held before.
 * Faults: configuration_archive_invalid, with the path and the reason; archive_malformed, archive_entry_forbidden,
 * archive_too_large, body_too_large.
 */
export const readConfigurationArchive = async (
  body: AsyncIterable<Uint8Array>,
  factory: string,
): Promise<ArchivedLayer[]> => {
  const folders = await foldersOf(body);
  if (folders.size === 0)
    throw fault('configuration_archive_invalid', { detail: 'The archive has no layer.' });
  const layers: ArchivedLayer[] = [];
  for (const [path, folder] of folders) {
    try {
      layers.push(readLayer(path, folder, factory));
    } catch (error) {
      throw located(path, error);
    }
  }
  return layers;
};
