/** Which header fields are passed on. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** Of the connection alone (RFC 9110, section 7.6.1), or said anew for the next one. */
const ofConnection: readonly string[] = [
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What is for whoever passes it on, or for those before, and no business of an engine. */
const ofTheWay: readonly string[] = ['authorization', 'cookie', 'token'];

const namedBy = ({ connection = '' }: IncomingMessage['headers']): readonly string[] =>
  connection.split(',').map((name) => name.trim().toLowerCase());

/** The fields of a request or of an answer that the other side gets. */
export const passedHeaders = (message: IncomingMessage): OutgoingHttpHeaders => {
  const kept = new Set([...ofConnection, ...ofTheWay, ...namedBy(message.headers)]);
  const passed: OutgoingHttpHeaders = {};
  for (const [name, values = []] of Object.entries(message.headersDistinct)) {
    if (kept.has(name)) continue;
    const [only] = values;
    passed[name] = values.length === 1 ? only : values;
  }
  return passed;
};
