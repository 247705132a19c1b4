/** GET /api/getUserRecentFiles */
import { defineEndpoint } from '@moorgate/http';
import { listRecentFiles } from '@moorgate/recent-files';
import { Type } from 'typebox';
import type { InsightContext } from '../../context.ts';
import { RecentFileSchema } from '../../schemas.ts';
import { toRecentFile } from '../../translate.ts';

export const listRecentFilesEndpoint = defineEndpoint({
  operationId: 'listRecentFiles',
  method: 'GET',
  path: '/getUserRecentFiles',
  aliases: ['/user/recentFiles'],
  summary: 'List the files that one has opened',
  description:
    'Configurations, metadata of updates and artifacts of tests: what whoever asks opened last, through whichever API; newest first, each file once, 100 at most.',
  tag: 'Files',
  access: { authenticated: true },
  request: {},
  responses: { 200: { description: 'The files.', schema: Type.Array(RecentFileSchema) } },
  faults: ['token_address_forbidden'],
  handle: async (ctx: InsightContext) => ({
    status: 200,
    body: (await listRecentFiles(ctx)).map(toRecentFile),
  }),
});
