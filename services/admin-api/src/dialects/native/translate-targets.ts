/** Between the wire shapes of targets and what the use cases give; pure. */
import { appsOf, hardwareIdsOf, type Publication, type PublishedTarget } from '@moorgate/targets';
import type { TargetBody } from './schemas-targets.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

const secondsOrNull = (at: Date | null): number | null => (at === null ? null : seconds(at));

const toPublicationBody = (publication: Publication): TargetBody['publications'][number] => ({
  tag: publication.tag,
  state: publication.state,
  reason: publication.reason,
  attempts: publication.attempts,
  'requested-at': seconds(publication.requestedAt),
  'attempt-at': secondsOrNull(publication.attemptAt),
  'published-at': secondsOrNull(publication.publishedAt),
});

/** A target. */
export const toTargetBody = (target: PublishedTarget): TargetBody => ({
  name: target.name,
  version: target.version,
  tags: [...target.tags],
  'hardware-ids': [...hardwareIdsOf(target)],
  'ostree-hash': target.sha256,
  apps: Object.fromEntries(appsOf(target).map(({ app, uri }) => [app, uri])),
  custom: { ...target.custom },
  'created-at': seconds(target.createdAt),
  'created-by': target.createdBy,
  'changed-at': seconds(target.changedAt),
  'changed-by': target.changedBy,
  publications: target.publications.map(toPublicationBody),
});
