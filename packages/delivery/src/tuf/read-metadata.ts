/** What operators see of metadata. */
import type { Context } from '@moorgate/auth';
import {
  findTufRootByVersion,
  findUpdateByKey,
  findUpdateRootByVersion,
  listFirstMetadataExpiries,
  listTufFactories,
  listTufRootsByFactory,
  listUpdateMetadata,
  type UpdateKey,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type ReadMetadata, readMetadata } from '@moorgate/tuf';

/** The bytes of a root of a factory. Faults: metadata_not_found. */
export const findFactoryRoot = async (
  { db }: Pick<Context, 'db'>,
  factory: string,
  version: number | 'latest',
): Promise<Buffer> => {
  const root = await findTufRootByVersion(db, factory, version);
  if (root === undefined) throw fault('metadata_not_found');
  return root.bytes;
};

/**
 * The files of an update's metadata by the names that devices ask for, and the newest root under the name `root.json`.
 * Faults: update_not_found; metadata_not_found, where the update has none.
 */
export const findUpdateMetadataFiles = async (
  { db }: Pick<Context, 'db'>,
  key: UpdateKey,
): Promise<ReadonlyMap<string, Buffer>> => {
  const update = await findUpdateByKey(db, key);
  if (update === undefined) throw fault('update_not_found');
  const root = await findUpdateRootByVersion(db, update.id, 'latest');
  const files = await listUpdateMetadata(db, update.id);
  if (root === undefined || files.length === 0) throw fault('metadata_not_found');
  return new Map([
    ['root.json', root],
    ...files.map(({ role, bytes }) => [`${role}.json`, bytes] as const),
  ]);
};

/** The factories that have roots, by name. */
export const listFactoriesWithRoots = ({ db }: Pick<Context, 'db'>): Promise<string[]> =>
  listTufFactories(db);

/** Every root of a factory, from the first on. */
export const listFactoryRoots = async (
  { db }: Pick<Context, 'db'>,
  factory: string,
): Promise<ReadMetadata<'root'>[]> =>
  (await listTufRootsByFactory(db, factory)).map(({ bytes }) => readMetadata('root', bytes));

/** When the first metadata expires that devices may be given: of that signed here, of that uploaded, and of the newest roots. */
export type FirstExpiries = Readonly<Partial<Record<'signed' | 'uploaded' | 'root', Date>>>;

/** Reads it; what there is none of is absent. */
export const findFirstExpiries = async ({ db }: Pick<Context, 'db'>): Promise<FirstExpiries> => {
  const expiries = await listFirstMetadataExpiries(db);
  const roots: Date[] = [];
  for (const factory of await listTufFactories(db)) {
    const root = await findTufRootByVersion(db, factory, 'latest');
    if (root !== undefined) roots.push(root.expires_at);
  }
  const [firstRoot] = roots.sort((left, right) => left.getTime() - right.getTime());
  return {
    ...Object.fromEntries(expiries.map(({ origin, expires_at: at }) => [origin, at])),
    ...(firstRoot === undefined ? {} : { root: firstRoot }),
  };
};
