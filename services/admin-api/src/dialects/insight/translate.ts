/** Tokens and files between entities and the shapes of this dialect. */
import type { DerivedToken } from '@moorgate/auth';
import type { RecentFile } from '@moorgate/recent-files';
import type { ApiTokenBody, RecentFileBody } from './schemas.ts';

/** How tokens that never end say when they do. */
export const endOfTime = '292278994-08-17T07:12:55.807Z';

/** The schema `ApiToken`. */
export const toApiToken = (token: DerivedToken, uid: string): ApiTokenBody => ({
  uid,
  apiToken: token.text,
  created: token.createdAt.getTime(),
  lastUsed: (token.lastUsedAt ?? token.createdAt).getTime(),
});

/** The schema `RecentFile`. */
export const toRecentFile = (file: RecentFile): RecentFileBody => ({
  id: file.id,
  name: file.name,
  timeStamp: file.openedAt.getTime(),
  revision: file.revision,
  path: file.path,
});
