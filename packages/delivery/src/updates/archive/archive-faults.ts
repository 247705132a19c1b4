/** What is wrong with an archive, in the words of the answer. */
import { type DomainError, fault } from '@moorgate/errors';

const shownMax = 200;

/** A path as it is shown: in quotation marks, and not longer than helps anybody. */
export const shownPath = (path: string): string =>
  JSON.stringify(path.length > shownMax ? `${path.slice(0, shownMax)}…` : path);

/** It is no whole archive. */
export const malformed = (detail: string, cause?: unknown): DomainError =>
  fault('archive_malformed', { detail, ...(cause === undefined ? {} : { cause }) });

/** It has an entry that no update may have. */
export const forbidden = (path: string, why: string): DomainError =>
  fault('archive_entry_forbidden', { detail: `${shownPath(path)} ${why}.` });

/** It goes past a limit. */
export const pastLimit = (detail: string): DomainError => fault('archive_too_large', { detail });
