/** A target that is new or another one for a tag is to become an update of it; one that is gone no longer. */
import {
  type PublicationKey,
  type Trx,
  updatePublicationsAsWithdrawing,
  upsertPublications,
} from '@moorgate/db';
import type { Target } from '../target.ts';
import { differenceOf } from './difference.ts';

/** Targets before and after a change, by their names. */
export interface ChangedTargets {
  readonly factory: string;
  readonly at: Date;
  readonly before: ReadonlyMap<string, Target>;
  readonly after: ReadonlyMap<string, Target>;
}

/** Devices take these alone. */
const isForDevices = ({ custom }: Target): boolean => custom['targetFormat'] === 'OSTREE';

const tagsOf = (target: Target | undefined): readonly string[] =>
  target !== undefined && isForDevices(target) ? target.tags : [];

/** Asks for what the change makes necessary, in its transaction. */
export const requestPublications = async (
  trx: Trx,
  { factory, at, before, after }: ChangedTargets,
): Promise<void> => {
  const wanted: PublicationKey[] = [];
  const unwanted: PublicationKey[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(name), after.get(name)];
    const [oldTags, tags] = [tagsOf(old), tagsOf(now)];
    const isOther = now !== undefined && differenceOf(old, now) === 'content';
    for (const tag of tags)
      if (isOther || !oldTags.includes(tag)) wanted.push({ factory, name, tag });
    for (const tag of oldTags) if (!tags.includes(tag)) unwanted.push({ factory, name, tag });
  }
  await upsertPublications(trx, wanted, at);
  await updatePublicationsAsWithdrawing(trx, unwanted, at);
};
