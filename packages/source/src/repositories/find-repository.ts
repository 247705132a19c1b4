/** Finding the repositories of a factory. */
import { randomUUID } from 'node:crypto';
import { type Context, recordAudits } from '@moorgate/auth';
import {
  countRepositories,
  findRepositoryByName,
  inTransaction,
  insertRepositories,
  listRepositoriesByFactory,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import {
  firstRepositories,
  isRepositoryName,
  type Repository,
  repositoryFrom,
  type RepositoryName,
} from './repository.ts';

type Services = Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;

const maker = { kind: 'system', name: 'first start' } as const;

/** Those that a factory begins with, where it has none at all: what was deleted later does not come back. */
const makeFirst = async (services: Services, factory: string): Promise<boolean> => {
  if ((await countRepositories(services.db, factory)) > 0) return false;
  const createdAt = services.clock.now();
  const rows = firstRepositories.map((one) => ({
    ...one,
    id: randomUUID(),
    factory,
    createdAt,
    createdBy: maker.name,
  }));
  const ctx = { ...services, principal: maker, requestId: null, address: null };
  await inTransaction(services.db, async (trx) => {
    const made = await insertRepositories(trx, rows);
    const records = made.map((name) => ({
      action: 'repository.created',
      targetKind: 'repository',
      targetId: `${factory}/${name}`,
    }));
    await recordAudits(trx, ctx, records);
  });
  return true;
};

/** The repository; undefined where there is none of this name. A factory without any gets its first ones. */
export const findRepository = async (
  services: Services,
  { factory, repository: name }: RepositoryName,
): Promise<Repository | undefined> => {
  if (!isRepositoryName(name)) return undefined;
  const find = () => findRepositoryByName(services.db, { factory, name });
  let row = await find();
  const isFirst = firstRepositories.some((one) => one.name === name);
  if (row === undefined && isFirst && (await makeFirst(services, factory))) row = await find();
  return row && repositoryFrom(row);
};

/** The repository. Throws `git_repository_not_found`. */
export const requireRepository = async (
  services: Services,
  name: RepositoryName,
): Promise<Repository> => {
  const found = await findRepository(services, name);
  if (found === undefined) throw fault('git_repository_not_found');
  return found;
};

/** Every repository of a factory, by name; a factory without any gets its first ones. */
export const listRepositories = async (
  services: Services,
  factory: string,
): Promise<Repository[]> => {
  const list = () => listRepositoriesByFactory(services.db, factory);
  let rows = await list();
  if (rows.length === 0 && (await makeFirst(services, factory))) rows = await list();
  return rows.map(repositoryFrom);
};
