/** The repositories of a factory, and what each has. */
import {
  type Context,
  decodeCursor,
  encodeCursor,
  type Page,
  requireUnlimited,
} from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { factoryOfRepository, isRepositoryName } from '../repository-name.ts';
import { askStore, type RegistryServices, requireStatus } from '../store/ask-store.ts';
import { authorizeForCatalog } from '../store/store-tokens.ts';

/** Which page. */
export interface RepositoryPage {
  readonly factory: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const cursorPattern = /^[a-z0-9._/-]{1,255}$/;

const catalogAfter = async (
  { endpoint, signer }: RegistryServices,
  last: string,
  count: number,
): Promise<readonly string[]> => {
  const query = new URLSearchParams({ n: String(count), last });
  const answer = await askStore(endpoint, {
    method: 'GET',
    path: `/v2/_catalog?${query.toString()}`,
    headers: { authorization: await authorizeForCatalog(signer) },
  });
  requireStatus(answer.status, [200]);
  const { repositories } = JSON.parse(answer.body.toString()) as { repositories?: unknown };
  return Array.isArray(repositories) ? repositories.filter((name) => typeof name === 'string') : [];
};

/**
 * A page of the names of its repositories, the factory included, in the order of the registry. Needs `containers:read` without
 * a limit to groups. Throws `scope_missing`, `cursor_invalid` and `registry_unavailable`.
 */
export const listRepositories = async (
  ctx: Pick<Context, 'principal'>,
  services: RegistryServices,
  { factory, cursor, limit }: RepositoryPage,
): Promise<Page<string>> => {
  requireUnlimited(ctx.principal, ['containers:read']);
  const [last = factory] = cursor === undefined ? [] : decodeCursor(cursor, [cursorPattern]);
  if (last !== factory && (!isRepositoryName(last) || factoryOfRepository(last) !== factory))
    throw fault('cursor_invalid');
  const names = await catalogAfter(services, last, limit);
  // A registry that others use too has those of a factory side by side.
  const items = names.filter(
    (name) => isRepositoryName(name) && factoryOfRepository(name) === factory,
  );
  const isLast = names.length < limit || items.length < names.length;
  return { items, nextCursor: isLast ? null : encodeCursor([items.at(-1)!]) };
};
