/** Where the admin API asks for collections: a Unix socket beside that of the registry. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { collectionPath } from '@moorgate/containers';
import type { Collections } from './keep-collections.ts';

const answer = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};

const handle = (collections: Collections, request: IncomingMessage, response: ServerResponse) => {
  request.resume();
  if (request.url !== collectionPath) return answer(response, 404, {});
  if (request.method === 'GET') return answer(response, 200, collections.state());
  if (request.method !== 'POST') return answer(response, 405, {});
  const status = collections.begin() ? 202 : 409;
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
