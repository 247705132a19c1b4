/** The answer to whoever started a build, or took a number. */
import type { IncomingHttpHeaders } from 'node:http';
import { buildUrlOf } from '@moorgate/builds';
import type { ProjectContext } from '../../context.ts';
import { requestOrigin } from '../../request-origin.ts';

/** Where it is, by the address of the request. */
export const startedBuild = (
  ctx: Pick<ProjectContext, 'factory' | 'ownOrigin'>,
  headers: IncomingHttpHeaders,
  buildId: number,
): object => {
  const { factory } = ctx;
  const url = buildUrlOf({ serverUrl: requestOrigin(ctx, headers) }, { factory, buildId });
  return { url, build_id: buildId, web_url: url };
};
