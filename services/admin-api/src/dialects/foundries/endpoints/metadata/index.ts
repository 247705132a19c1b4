/** The endpoints about metadata of targets. */
import type { AnyEndpoint } from '@moorgate/http';
import {
  findProductionTargetsEndpoint,
  findWaveTargetsEndpoint,
} from './find-production-targets.ts';
import { getTargetsKeyEndpoint } from './get-targets-key.ts';
import { getUserRepositoryFileEndpoint } from './get-user-repository-file.ts';

/** Metadata. */
export const metadataEndpoints: readonly AnyEndpoint[] = [
  getUserRepositoryFileEndpoint,
  getTargetsKeyEndpoint,
  findProductionTargetsEndpoint,
  findWaveTargetsEndpoint,
];
