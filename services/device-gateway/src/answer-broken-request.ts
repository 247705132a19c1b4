/** Answers what is no request on a connection of a device, or does not become one in its time. */
import type { DomainError } from '@moorgate/errors';
import { answerBroken } from '@moorgate/http';
import { answerUnderWay, type Connection } from './connections.ts';

/**
 * Tells the client what is wrong, as a problem object (RFC 9457), and closes the connection; cuts it where a part of another
 * answer has gone out. Returns the status, or null when nothing could be said any more.
 */
export const answerBrokenRequest = (connection: Connection, error: DomainError): number | null =>
  answerBroken(connection.socket, error, answerUnderWay(connection)?.headersSent === true);
