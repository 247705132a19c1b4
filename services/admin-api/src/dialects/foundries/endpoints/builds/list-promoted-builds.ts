/** GET /projects/{factory}/lmp/promoted-builds/. */
import { listPromotedBuilds } from '@moorgate/builds';
import { defineBuildList } from './define-build-list.ts';

/** Builds that have a name. */
export const listPromotedBuildsEndpoint = defineBuildList({
  operationId: 'listPromotedBuilds',
  path: 'promoted-builds/',
  summary: 'List promoted builds',
  list: listPromotedBuilds,
});
