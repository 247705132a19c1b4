/** Endpoints about applications and what is done to them. */
import type { AnyEndpoint } from '@moorgate/http';
import { getApplicationEndpoint } from './get-application.ts';
import { getOperationEndpoint } from './get-operation.ts';
import { listApplicationsEndpoint } from './list-applications.ts';
import { listDeploymentsEndpoint } from './list-deployments.ts';
import { listOperationsEndpoint } from './list-operations.ts';
import { tailOperationEndpoint } from './tail-operation.ts';

export const applicationEndpoints: readonly AnyEndpoint[] = [
  listApplicationsEndpoint,
  getApplicationEndpoint,
  listDeploymentsEndpoint,
  listOperationsEndpoint,
  getOperationEndpoint,
  tailOperationEndpoint,
];
