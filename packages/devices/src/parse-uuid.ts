/** UUIDs as callers write them. */
import { isDeviceUuid } from '@moorgate/auth';
import { type ErrorCode, fault } from '@moorgate/errors';

/** A UUID in the form that the store answers with, as a cursor must have it. */
export const storedUuidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/**
 * The textual form of RFC 9562, section 4, in lower case. A text that is no UUID names nothing that exists, so it throws
 * what a UUID that names nothing would: `missing`.
 */
export const parseUuid = (text: string, missing: ErrorCode): string => {
  if (!isDeviceUuid(text)) throw fault(missing);
  return text.toLowerCase();
};
