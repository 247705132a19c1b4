/** Files of the ostree repository of an update, as libostree asks for them. */
import { contentHeaders, contentReply, type Reply } from '@moorgate/http';
import { Type } from 'typebox';
import { connectedDevice, type GatewayContext } from './context.ts';
import { describeFile } from './served-files.ts';

const folder = 'ostree_repo/';

/** What stands under such a path is named by its content, or by that of the commits that it leads from and to. */
const immutablePath = /^(?:objects|deltas|delta-stats)\//;

const mediaTypeOf = (path: string): string => {
  if (path === 'config') return 'text/plain';
  return path.startsWith('delta-stats/') ? 'application/json' : 'application/octet-stream';
};

/** What both operations on such files have in common. */
export const repositoryFileParts = {
  path: '/ostree/{+path}',
  tag: 'Updates',
  access: {},
  request: {
    params: Type.Object({
      path: Type.String({
        minLength: 1,
        description: 'The path in the repository, with its slashes as they are.',
      }),
    }),
  },
} as const;

/** What both declare; `streams` for the one that has a body. */
export const repositoryFileHeaders = contentHeaders;

/** Answers for the file at this path of the repository of the device's update. */
export const answerRepositoryFile = async (
  ctx: GatewayContext,
  method: 'GET' | 'HEAD',
  path: string,
): Promise<Reply> => {
  const { downloads } = ctx.services;
  const file = await downloads.find(connectedDevice(ctx).device, folder + path);
  const described = describeFile(downloads, file, { isImmutable: immutablePath.test(path) });
  const { headers } = ctx;
  return contentReply({ method, headers }, { ...described, mediaType: mediaTypeOf(path) });
};
