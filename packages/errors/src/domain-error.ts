/** The one error that code of ours throws on purpose. */
import { describeError, type ErrorCode } from './catalogue.ts';
import type { ErrorKind } from './catalogue-entry.ts';

/** One wrong field: a JSON pointer (RFC 6901) into the request, and the rule that it breaks. */
export interface Issue {
  readonly pointer: string;
  readonly message: string;
}

/** What a `DomainError` may carry beside its code. */
export interface FaultDetails {
  /** Public: particulars of this occurrence. Never a secret, never a text of another library. */
  readonly detail?: string;
  /** Public: the wrong fields of an `invalid` error. */
  readonly issues?: readonly Issue[];
  /** Public: when another try makes sense, in seconds. */
  readonly retryAfterSeconds?: number;
  /** Public: the scopes that would have been needed (RFC 6750, section 3). */
  readonly neededScopes?: readonly string[];
  /** Public: the entity tag of what is there now (RFC 9110, 8.8.3); null where there is nothing. */
  readonly currentTag?: string | null;
  /** Public: the media types that would have been read. */
  readonly acceptedTypes?: readonly string[];
  /** Public: the length of the content of which a part was asked for. */
  readonly contentBytes?: number;
  /** Public: how much is stored of what comes in pieces. */
  readonly storedBytes?: number;
  /** Private: goes to the log and never further. */
  readonly cause?: unknown;
}

/** An outcome with a code of the catalogue. Everything that is not one is `internal`. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly details: FaultDetails;

  constructor(code: ErrorCode, details: FaultDetails = {}) {
    super(details.detail ?? describeError(code).title, { cause: details.cause });
    this.code = code;
    this.kind = describeError(code).kind;
    this.details = details;
  }
}

/** Makes a `DomainError`; reads as `throw fault('device_not_found')`. */
export const fault = (code: ErrorCode, details?: FaultDetails): DomainError =>
  new DomainError(code, details);

/** The error itself if it is a `DomainError`, else `internal` with the error as its private cause. */
export const toDomainError = (error: unknown): DomainError =>
  error instanceof DomainError ? error : fault('internal', { cause: error });
