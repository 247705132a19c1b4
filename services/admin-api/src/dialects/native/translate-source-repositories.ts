/** Git repositories in the words of this dialect; pure. */
import type { Repository } from '@moorgate/source';
import type { Static } from 'typebox';
import type { SourceRepositorySchema } from './schemas-source-repositories.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

/** A repository; `origin` is where whoever asks reaches this server. */
export const toSourceRepositoryBody = (
  one: Repository,
  origin: string,
): Static<typeof SourceRepositorySchema> => ({
  name: one.repository,
  url: `${origin}/factories/${encodeURIComponent(one.factory)}/${one.repository}.git`,
  'default-branch': one.defaultBranch,
  'keeps-history': one.keepsHistory,
  bytes: one.bytes,
  'created-at': seconds(one.createdAt),
  'created-by': one.createdBy,
  'pushed-at': one.pushedAt === null ? null : seconds(one.pushedAt),
});
