/** What an answer of an engine means in the stream of an operation. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { DomainError } from '@moorgate/errors';

/** How it went on one host. */
export interface Result {
  readonly status: 'OK' | 'Warning' | 'Error';
  readonly message: string;
  /** The status of the engine; 500 for an answer that never came. */
  readonly code: number;
  /** Set where these are words of the engine, and not ours. */
  readonly isOfEngine?: boolean;
  /** Set where the host is out, and nothing is to be asked of it any more. */
  readonly isOut?: 'denied' | 'gone';
  /** Set where the containers ran, and were found unhealthy. */
  readonly isUnhealthy?: boolean;
}

/** An answer that was read. */
export interface ReadAnswer {
  readonly status: number;
  readonly body: Buffer;
}

const messageBytesMax = 80;

/** The first 80 bytes of an answer, marked where there are more. */
export const excerptOf = (body: Buffer): string =>
  body.length > messageBytesMax
    ? `${body.toString('utf8', 0, messageBytesMax)}...`
    : body.toString('utf8');

/** How most answers are read. */
export const readUsual = ({ status: code, body }: ReadAnswer): Result => {
  const message = excerptOf(body);
  const isOfEngine = true;
  if (code >= 200 && code <= 299) return { status: 'OK', message, code, isOfEngine };
  const status = code >= 300 && code <= 399 ? 'Warning' : 'Error';
  return { status, message, code, isOfEngine };
};

/**
 * How the answer of a pull is read: it tells of failures in what it streams, under a status that says all is well, and the
 * engine pulls for as long as somebody reads. Read to its end, and not kept.
 */
export const readPull = async (code: number, body: Readable): Promise<Result> => {
  let complaint: string | null = null;
  let first = '';
  const lines = createInterface({ input: body, crlfDelay: Infinity });
  for await (const line of lines) {
    if (first === '') first = line;
    complaint ??= complaintOf(line.trim());
  }
  if (body.errored != null) throw body.errored;
  if (code === 500) return { status: 'Error', message: 'Docker internal error', code };
  if (code < 200 || code > 299)
    return { status: 'Error', message: excerptOf(Buffer.from(first)), code };
  return complaint === null
    ? { status: 'OK', message: '', code }
    : { status: 'Error', message: complaint, code: 500 };
};

const complaintOf = (line: string): string | null => {
  if (line === '') return null;
  try {
    const { error } = JSON.parse(line) as { readonly error?: unknown };
    return typeof error === 'string' && error !== '' ? error : null;
  } catch {
    return 'The answer is no JSON.';
  }
};

/** A failure of ours, or of the way to the engine. */
export const readFailure = (error: unknown): Result => {
  if (!(error instanceof DomainError)) throw error;
  const failed: Result = { status: 'Error', message: error.message, code: 500 };
  const code: string = error.code;
  if (code === 'beacon_denied') return { ...failed, isOut: 'denied' };
  return code === 'docker_host_not_found' ? { ...failed, isOut: 'gone' } : failed;
};
