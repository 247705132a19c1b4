/** The endpoints about runners, in the order of the documentation. */
import type { AnyEndpoint } from '@moorgate/http';
import { createRunnerEndpoint } from './create-runner.ts';
import { deleteRunnerEndpoint } from './delete-runner.ts';
import { listRunnersEndpoint } from './list-runners.ts';

export const runnerEndpoints: readonly AnyEndpoint[] = [
  createRunnerEndpoint,
  listRunnersEndpoint,
  deleteRunnerEndpoint,
];
