/** Endpoints about applications and what is done to them. */
import type { AnyEndpoint } from '@moorgate/http';
import { createApplicationEndpoint } from './create-application.ts';
import { revertApplicationEndpoint } from './revert-application.ts';
import { startApplicationEndpoint, stopApplicationEndpoint } from './toggle-application.ts';
import { updateApplicationEndpoint } from './update-application.ts';
import { getApplicationEndpoint } from './get-application.ts';
import { getOperationEndpoint } from './get-operation.ts';
import { listApplicationsEndpoint } from './list-applications.ts';
import { listDeploymentsEndpoint, listOperationsEndpoint } from './list-history.ts';
import { tailOperationEndpoint } from './tail-operation.ts';

export const applicationEndpoints: readonly AnyEndpoint[] = [
  listApplicationsEndpoint,
  createApplicationEndpoint,
  updateApplicationEndpoint,
  startApplicationEndpoint,
  stopApplicationEndpoint,
  revertApplicationEndpoint,
  getApplicationEndpoint,
  listDeploymentsEndpoint,
  listOperationsEndpoint,
  getOperationEndpoint,
  tailOperationEndpoint,
];
