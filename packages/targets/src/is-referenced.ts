/** Whether a target needs something of the registry. */
import type { Context } from '@moorgate/auth';
import type { IsReferenced } from '@moorgate/containers';
import { findTargetIdByManifest } from '@moorgate/db';

/**
 * Says whether a target names this manifest, as its app or as an image of one: then it must stay. A digest by another algorithm
 * than SHA-256 is in no target.
 */
export const createIsReferenced =
  ({ db }: Pick<Context, 'db'>): IsReferenced =>
  async (repository, digest) => {
    const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
    if (hex === undefined) return false;
    const sha256 = Buffer.from(hex, 'hex');
    return (await findTargetIdByManifest(db, { repository, sha256 })) !== undefined;
  };
