/** What a service mounts: named volumes, and folders in memory. */
import {
  below,
  type Fields,
  fieldsOf,
  given,
  isFields,
  itemsOf,
  note,
  type Place,
} from './place.ts';
import { readTexts } from './lists.ts';
import { readBoolean, readBytes, readInteger, readText } from './scalars.ts';

/** What an engine is told of them. */
export interface Mounts {
  readonly mounts: readonly Fields[];
  /** Options by folder. */
  readonly tmpfs: Readonly<Record<string, string>> | undefined;
  /** The volumes, as the file calls them. */
  readonly volumes: readonly string[];
}

/** What is around the mounts of one service. */
export interface MountGround {
  /** The volumes at the top of the file. */
  readonly known: ReadonlySet<string>;
  /** How the engine shall call one. */
  nameOf(volume: string): string;
}

interface Mount {
  readonly body: Fields;
  readonly volume: string | null;
}

const checkTarget = (target: string, place: Place): void => {
  if (!target.startsWith('/')) note(place, 'must name a folder of the container from its root on');
};

const checkSource = (source: string, place: Place, { known }: MountGround): void => {
  if (/^[./~\\]/.test(source)) note(place, 'is a folder of the host, which is not supported');
  else if (!known.has(source)) note(place, 'must name one of the volumes at the top of the file');
};

const volumeMount = (
  {
    source,
    target,
    isReadOnly,
    isEmpty,
  }: {
    readonly source: string;
    readonly target: string;
    readonly isReadOnly: boolean;
    readonly isEmpty: boolean;
  },
  ground: MountGround,
): Mount => ({
  volume: source,
  body: given({
    ...{ Type: 'volume', Source: ground.nameOf(source), Target: target },
    ReadOnly: isReadOnly ? true : undefined,
    VolumeOptions: isEmpty ? { NoCopy: true } : undefined,
  }),
});

const readShort = (text: string, place: Place, ground: MountGround): Mount | null => {
  const [source = '', target = '', modes = '', ...rest] = text.split(':');
  if (target === '' || rest.length > 0) {
    note(place, 'must be a volume and a folder such as data:/var/lib/data');
    return null;
  }
  checkSource(source, place, ground);
  checkTarget(target, place);
  const options = modes === '' ? [] : modes.split(',');
  if (options.some((option) => !['ro', 'rw', 'nocopy'].includes(option)))
    note(place, 'must have no other options than ro, rw and nocopy');
  const [isReadOnly, isEmpty] = [options.includes('ro'), options.includes('nocopy')];
  return volumeMount({ source, target, isReadOnly, isEmpty }, ground);
};

const readMemory = (fields: Fields, target: string, place: Place): Mount => {
  const tmpfs = fieldsOf(fields['tmpfs']);
  const at = below(place, 'tmpfs');
  const options = given({
    SizeBytes: readBytes(tmpfs['size'], below(at, 'size')),
    Mode: readInteger(tmpfs['mode'], below(at, 'mode'), { min: 0, max: 0o7777 }),
  });
  const isReadOnly = readBoolean(fields['read_only'], below(place, 'read_only'));
  return {
    volume: null,
    body: given({
      ...{ Type: 'tmpfs', Target: target, ReadOnly: isReadOnly === true ? true : undefined },
      TmpfsOptions: Object.keys(options).length === 0 ? undefined : options,
    }),
  };
};

const readLong = (fields: Fields, place: Place, ground: MountGround): Mount | null => {
  const target = readText(fields['target']) ?? '';
  checkTarget(target, below(place, 'target'));
  const { type } = fields;
  if (type === 'tmpfs') return readMemory(fields, target, place);
  if (type !== 'volume') {
    note(below(place, 'type'), 'must be volume or tmpfs');
    return null;
  }
  const source = readText(fields['source']) ?? '';
  checkSource(source, below(place, 'source'), ground);
  const at = below(below(place, 'volume'), 'nocopy');
  const isEmpty = readBoolean(fieldsOf(fields['volume'])['nocopy'], at) === true;
  const isReadOnly = readBoolean(fields['read_only'], below(place, 'read_only')) === true;
  return volumeMount({ source, target, isReadOnly, isEmpty }, ground);
};

const readTmpfs = (value: unknown, place: Place): Mounts['tmpfs'] => {
  const texts = readTexts(value);
  if (texts === undefined) return undefined;
  return Object.fromEntries(
    texts.map((text) => {
      const [target = '', ...options] = text.split(':');
      checkTarget(target, place);
      return [target, options.join(':')];
    }),
  );
};

/** Reads `volumes` and `tmpfs`. */
export const readMounts = (service: Fields, place: Place, ground: MountGround): Mounts => {
  const at = below(place, 'volumes');
  const read = itemsOf(service['volumes']).flatMap((one, index): readonly Mount[] => {
    const where = below(at, index);
    const mount = isFields(one)
      ? readLong(one, where, ground)
      : readShort(readText(one) ?? '', where, ground);
    return mount === null ? [] : [mount];
  });
  return {
    mounts: read.map(({ body }) => body),
    tmpfs: readTmpfs(service['tmpfs'], below(place, 'tmpfs')),
    volumes: read.flatMap(({ volume }) => volume ?? []),
  };
};
