/** What the gateway answers, so that another server can answer the same. */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Credentials } from '../credentials/credentials.ts';

/** A reply without what every server of Node adds by itself. */
export interface ServedReply {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const addedByNode = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

/** Gets /device as the first device. Throws for any answer but 200. */
export const readServedReply = async (
  credentials: Credentials,
  port: number,
): Promise<ServedReply> => {
  const [device] = credentials.devices;
  const sent = request({
    host: '127.0.0.1',
    port,
    path: '/device',
    servername: 'localhost',
    agent: false,
    ca: credentials.rootCertificate,
    cert: device?.certificate,
    key: credentials.keys[device?.key ?? 0],
  }).end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  const body = await text(response);
  if (response.statusCode !== 200)
    throw new Error(`the gateway answered ${response.statusCode}: ${body.slice(0, 200)}`);
  const names = response.rawHeaders.filter((_, index) => index % 2 === 0);
  const headers = names
    .map((name, index): [string, string] => [name, response.rawHeaders[index * 2 + 1] ?? ''])
    .filter(([name]) => !addedByNode.has(name.toLowerCase()));
  return { headers: Object.fromEntries(headers), body };
};
