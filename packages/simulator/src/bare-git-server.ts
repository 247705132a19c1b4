/**
 * The process that the door of Git is compared with: it hands each request to `git http-backend` and the answer back, asks
 * nobody who they are, and lets everybody push.
 */
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { readCgiHead } from '@moorgate/source';
import type { BareGitSettings } from './processes/bare-git-settings.ts';
import { receiveSettings, tellParent } from './processes/parent.ts';

const environmentOf = (
  { root, path }: BareGitSettings,
  { method = 'GET', url = '/', headers }: IncomingMessage,
): Record<string, string> => {
  const [pathInfo = '', query = ''] = url.split('?');
  const known = {
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol'] as string | undefined,
  };
  const sent = Object.entries(known).filter((entry): entry is [string, string] =>
    Boolean(entry[1]),
  );
  return {
    PATH: path,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: pathInfo,
    QUERY_STRING: query,
    REQUEST_METHOD: method,
    ...Object.fromEntries(sent),
  };
};

const answer = async (
  settings: BareGitSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const child = spawn(settings.program, ['http-backend'], {
    env: environmentOf(settings, request),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  pipeline(request, child.stdin, () => undefined);
  const head = await readCgiHead(child.stdout);
  if (head === null) {
    response.writeHead(500).end();
    return;
  }
  response.writeHead(head.status, head.headers);
  pipeline(child.stdout, response, () => undefined);
};

const settings = (await receiveSettings()) as BareGitSettings;
const server = createServer({ requestTimeout: 0 }, (request, response) => {
  answer(settings, request, response).catch(() => response.destroy());
});
server.listen({ host: '127.0.0.1', port: 0 }, () => {
  tellParent({ port: (server.address() as AddressInfo).port });
});
