/** Endpoints about updates. */
import type { AnyEndpoint } from '@moorgate/http';
import { deleteUpdateEndpoint } from './delete-update.ts';
import { getUpdateEndpoint } from './get-update.ts';
import { listUpdatesEndpoint, listUpdatesOfTagEndpoint } from './list-updates.ts';
import { uploadStagedUpdateEndpoint, uploadUpdateEndpoint } from './upload-update.ts';

/** All of them. */
export const updateEndpoints: readonly AnyEndpoint[] = [
  listUpdatesEndpoint,
  listUpdatesOfTagEndpoint,
  getUpdateEndpoint,
  uploadUpdateEndpoint,
  deleteUpdateEndpoint,
  uploadStagedUpdateEndpoint,
];
