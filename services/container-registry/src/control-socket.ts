/** Where the admin API asks for collections: a Unix socket beside that of the registry. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { collectionPath } from '@moorgate/containers';
import type { Collections } from './keep-collections.ts';

const answer = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};

/** Whoever asks for a collection names it, to find it again: `/collection/<UUID>`. */
const idPattern = new RegExp(`^${collectionPath}/([0-9a-f-]{36})$`);

const handle = (collections: Collections, request: IncomingMessage, response: ServerResponse) => {
  request.resume();
  const { method, url = '' } = request;
  if (method === 'GET' && url === collectionPath) return answer(response, 200, collections.state());
  const id = idPattern.exec(url)?.[1];
  if (method !== 'POST' || id === undefined) return answer(response, 404, {});
  const status = collections.begin(id) ? 202 : 409;
  return answer(response, status, collections.state());
};

/** Listens there; whoever may enter the folder may ask. Answers what ends it. */
export const openControlSocket = async (
  path: string,
  collections: Collections,
): Promise<() => Promise<void>> => {
  await rm(path, { force: true });
  const server = createServer((request, response) => handle(collections, request, response));
  server.listen(path);
  await once(server, 'listening');
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
};
