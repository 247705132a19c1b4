/** Service accounts in the shapes of this dialect. */
import type { ServiceAccount } from '@moorgate/auth';
import type { ServiceAccountBody } from './schemas-service-accounts.ts';

/** The schema `ServiceAccount`. */
export const toServiceAccountBody = (account: ServiceAccount): ServiceAccountBody => ({
  name: account.name,
  owner: account.owner,
  usable: account.isUsable,
  scopes: [...account.scopes],
  roles: [...account.roles],
  'created-at': Math.floor(account.createdAt.getTime() / 1_000),
  'created-by': account.createdBy,
});
