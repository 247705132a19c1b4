/** Reads bodies whole, with a limit. */
import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import { fault } from '@moorgate/errors';

/** The limit of an endpoint that names none, in bytes. */
export const defaultBodyLimitBytes = 102_400;

/** The client went away before its request was whole; there is nobody to answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/** The media type of a `Content-Type`; null for what is none. */
export const parseMediaType = (text: string): MIMEType | null => {
  try {
    return new MIMEType(text);
  } catch {
    return null;
  }
};

const unsupported = (detail: string): Error =>
  fault('unsupported_media_type', { detail, acceptedTypes: ['application/json'] });

/** Passes for a body without a content coding; RFC 9110, section 15.5.16, names the status. */
const requireIdentity = (coding = 'identity'): void => {
  if (coding.trim().toLowerCase() === 'identity') return;
  throw unsupported('The body must not have a Content-Encoding.');
};

/** Passes for `application/json` and `+json`, in UTF-8. */
const requireJson = (contentType = ''): void => {
  const type = parseMediaType(contentType);
  if (type?.essence !== 'application/json' && type?.subtype.endsWith('+json') !== true) {
    throw unsupported('The body must be application/json.');
  }
  const charset = type.params.get('charset') ?? 'utf-8';
  if (charset.toLowerCase() === 'utf-8') return;
  throw unsupported('The charset must be utf-8.');
};

const tooLarge = (limitBytes: number): Error =>
  fault('body_too_large', { detail: `The limit is ${String(limitBytes)} bytes.` });

/** Collects by events: leaving a `for await` early would destroy the socket, and with it the answer. */
const collect = (request: IncomingMessage, limitBytes: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (settle: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      settle();
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limitBytes) {
        chunks.push(chunk);
        return;
      }
      finish(() => reject(tooLarge(limitBytes)));
      // The rest is read and forgotten: a client that still writes would not see the answer.
      request.resume();
    };
    const onEnd = (): void => finish(() => resolve(Buffer.concat(chunks, size)));
    const onClose = (): void => finish(() => reject(new ClientGoneError('the request broke off')));
    // The reason of an `error` is told by the `close` that follows; without a listener it would end the process.
    request.on('error', () => {});
    request.on('data', onData).on('end', onEnd).on('close', onClose);
  });

const utf8 = new TextDecoder('utf-8', { fatal: true });

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw fault('invalid_json');
  }
};

/** True when the request announces a body (RFC 9112, section 6.3). */
export const announcesBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined ||
  Number(request.headers['content-length'] ?? 0) !== 0;

/**
 * Reads one JSON value of at most `limitBytes`. Throws `unsupported_media_type`, `body_too_large`, `invalid_json` (an empty
 * body included), and `ClientGoneError` when the connection ends first. What is left of a body that is too large is not kept.
 */
export const readJsonBody = async (
  request: IncomingMessage,
  limitBytes: number,
): Promise<unknown> => {
  if (!announcesBody(request)) throw fault('invalid_json', { detail: 'The body is empty.' });
  requireIdentity(request.headers['content-encoding']);
  requireJson(request.headers['content-type']);
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const bytes = await collect(request, limitBytes);
  if (bytes.length === 0) throw fault('invalid_json', { detail: 'The body is empty.' });
  return parse(bytes);
};

/**
 * Reads a body of at most `limitBytes`, which may be empty. Throws `unsupported_media_type` for one with a content coding,
 * `body_too_large`, and `ClientGoneError` when the connection ends first.
 */
export const readBytes = async (request: IncomingMessage, limitBytes: number): Promise<Buffer> => {
  if (!announcesBody(request)) return Buffer.alloc(0);
  requireIdentity(request.headers['content-encoding']);
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  return collect(request, limitBytes);
};

/** Reads a body that nobody wants and drops it. Throws `body_too_large` and `ClientGoneError`. */
export const skipBody = async (request: IncomingMessage, limitBytes: number): Promise<void> => {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  await collect(request, limitBytes);
};
