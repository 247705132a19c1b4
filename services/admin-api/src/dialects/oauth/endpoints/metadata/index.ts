/** What clients read of this server. */
import type { AnyEndpoint } from '@moorgate/http';
import { findResourceMetadataEndpoint } from './find-resource-metadata.ts';
import { findServerMetadataEndpoint } from './find-server-metadata.ts';

export const metadataEndpoints: readonly AnyEndpoint[] = [
  findServerMetadataEndpoint,
  findResourceMetadataEndpoint,
];
