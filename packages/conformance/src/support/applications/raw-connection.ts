/** Raw connections to containers, as whoever uses the Docker API through the server opens them. */
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { HostsGround } from './hosts-ground.ts';

/** The Docker API of one host. */
export interface HostApi {
  ask(method: string, path: string, body?: object): Promise<{ status: number; text: string }>;
  /** Asks for a raw connection; answers it, or the status of a refusal. */
  upgrade(path: string, body?: object): Promise<Socket | number>;
}

/** That of the host at this address. */
export const hostApi = ({ product, token }: HostsGround, address: string): HostApi => {
  const base = `/v1/docker-hosts/${encodeURIComponent(address)}/docker/`;
  const begin = (
    method: string,
    path: string,
    { body, headers = {} }: { readonly body?: object; readonly headers?: Record<string, string> },
  ): ClientRequest => {
    const content = body === undefined ? '' : JSON.stringify(body);
    const asked = request(new URL(`${base}${path}`, product.ready.adminUrl), {
      ...{ method, agent: false },
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(content)) }),
        ...headers,
      },
    });
    // The input of a program ends before its output does.
    asked.on('socket', (socket: Socket) => {
      socket.allowHalfOpen = true;
    });
    asked.end(content);
    return asked;
  };
  return {
    ask: async (method, path, body) => {
      const asked = begin(method, path, body === undefined ? {} : { body });
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      return { status: answer.statusCode ?? 0, text: await text(answer) };
    },
    upgrade: (path, body) =>
      new Promise((resolve, reject) => {
        const headers = { connection: 'Upgrade', upgrade: 'tcp' };
        const asked = begin('POST', path, { headers, ...(body === undefined ? {} : { body }) });
        asked.once('error', reject);
        asked.once('response', (answer) => resolve(answer.resume().statusCode ?? 0));
        asked.once('upgrade', (_answer, socket: Socket, head) => {
          if (head.length > 0) socket.unshift(head);
          resolve(socket);
        });
      }),
  };
};
