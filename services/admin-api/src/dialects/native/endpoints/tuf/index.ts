/** Endpoints about metadata of The Update Framework. */
import type { AnyEndpoint } from '@moorgate/http';
import { getRootEndpoint } from './get-root.ts';
import { getUpdateMetadataEndpoint } from './get-update-metadata.ts';

/** All of them. */
export const tufEndpoints: readonly AnyEndpoint[] = [getRootEndpoint, getUpdateMetadataEndpoint];
