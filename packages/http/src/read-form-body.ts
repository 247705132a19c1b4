/** Reads a form as a browser sends it, for pages, which judge its fields themselves. */
import type { IncomingMessage } from 'node:http';
import { fault } from '@moorgate/errors';
import { parseMediaType, readBytes } from './read-body.ts';

const formType = 'application/x-www-form-urlencoded';

/**
 * The fields of a form, at most `limitBytes` of it (URL Standard, 5.1). Throws `unsupported_media_type` for anything else,
 * `body_too_large`, and `ClientGoneError` when the connection ends first.
 */
export const readFormBody = async (
  request: IncomingMessage,
  limitBytes: number,
): Promise<URLSearchParams> => {
  const type = parseMediaType(request.headers['content-type'] ?? '');
  if (type?.essence !== formType)
    throw fault('unsupported_media_type', { acceptedTypes: [formType] });
  return new URLSearchParams((await readBytes(request, limitBytes)).toString('utf8'));
};
