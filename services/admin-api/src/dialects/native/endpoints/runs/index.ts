/** The endpoints that runners call, in the order of the documentation. */
import type { AnyEndpoint } from '@moorgate/http';
import { appendRunConsoleEndpoint } from './append-run-console.ts';
import { changeRunStatusEndpoint } from './change-run-status.ts';
import { completeRunEndpoint } from './complete-run.ts';
import { leaseRunEndpoint } from './lease-run.ts';
import { renewRunLeaseEndpoint } from './renew-run-lease.ts';
import { uploadRunArtifactEndpoint } from './upload-run-artifact.ts';

export const runEndpoints: readonly AnyEndpoint[] = [
  leaseRunEndpoint,
  renewRunLeaseEndpoint,
  appendRunConsoleEndpoint,
  uploadRunArtifactEndpoint,
  changeRunStatusEndpoint,
  completeRunEndpoint,
];
