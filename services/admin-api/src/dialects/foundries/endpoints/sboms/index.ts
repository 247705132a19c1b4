/** The endpoints about what is in the software of targets. */
import type { AnyEndpoint } from '@moorgate/http';
import { getTargetSbomEndpoint } from './get-target-sbom.ts';
import { listTargetSbomsEndpoint } from './list-target-sboms.ts';

/** SBOMs. */
export const sbomEndpoints: readonly AnyEndpoint[] = [
  listTargetSbomsEndpoint,
  getTargetSbomEndpoint,
];
