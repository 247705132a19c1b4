/** Endpoints about targets. */
import type { AnyEndpoint } from '@moorgate/http';
import { getTargetEndpoint } from './get-target.ts';
import { listTargetsEndpoint } from './list-targets.ts';
import { retryTargetEndpoint } from './retry-target.ts';

/** All of them. */
export const targetEndpoints: readonly AnyEndpoint[] = [
  listTargetsEndpoint,
  getTargetEndpoint,
  retryTargetEndpoint,
];
