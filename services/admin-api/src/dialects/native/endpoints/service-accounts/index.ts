/** Everything about service accounts that the native dialect serves. */
import type { AnyEndpoint } from '@moorgate/http';
import { changeServiceAccountEndpoint } from './change-service-account.ts';
import { createServiceAccountEndpoint } from './create-service-account.ts';
import { deleteServiceAccountEndpoint } from './delete-service-account.ts';
import { findServiceAccountEndpoint } from './find-service-account.ts';
import { issueServiceTokenEndpoint } from './issue-service-token.ts';
import { listServiceAccountsEndpoint } from './list-service-accounts.ts';

export const serviceAccountEndpoints: readonly AnyEndpoint[] = [
  createServiceAccountEndpoint,
  listServiceAccountsEndpoint,
  findServiceAccountEndpoint,
  changeServiceAccountEndpoint,
  deleteServiceAccountEndpoint,
  issueServiceTokenEndpoint,
];
