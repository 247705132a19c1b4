/** GET /projects/{factory}/lmp/builds/. */
import { listBuilds } from '@moorgate/builds';
import { defineBuildList } from './define-build-list.ts';

/** The builds, the newest first. */
export const listProjectBuildsEndpoint = defineBuildList({
  operationId: 'listProjectBuilds',
  path: 'builds/',
  summary: 'List builds',
  list: listBuilds,
});
