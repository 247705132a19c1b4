/** A registry of one image, for tests that are not about registries: it judges nothing and forgets everything. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawSealingKeys, loadTokenAuthority } from '@moorgate/auth';
import {
  collectionPath,
  type CollectionState,
  controlSocketOf,
  createClientTokens,
  createTokenSigner,
} from '@moorgate/containers';
import type { ContainersDoor } from '../containers/containers-parts.ts';

export interface StandInRegistry {
  readonly door: ContainersDoor;
  close(): Promise<void>;
}

const idle: CollectionState = {
  id: null,
  status: 'idle',
  phase: null,
  startedAt: '2026-03-01T12:00:00.000Z',
  finishedAt: '2026-03-01T12:00:01.000Z',
  outcome: 'completed',
  manifests: 1,
  blobsKept: 2,
  blobsDeleted: 0,
  error: null,
};

/** The path to what is answered; what is not here is not there. */
const answers: Readonly<Record<string, object>> = {
  '/v2/_catalog': { repositories: ['acme/app'] },
  '/v2/acme/app/tags/list': { name: 'acme/app', tags: ['v1'] },
  '/v2/acme/app/manifests/v1': { schemaVersion: 2, config: { size: 2 }, layers: [{ size: 5 }] },
};

const answerRegistry: RequestListener = (request, response) => {
  request.resume();
  const [path = ''] = (request.url ?? '').split('?');
  if (request.method === 'DELETE') {
    response.writeHead(202).end();
    return;
  }
  const found = answers[path];
  response.writeHead(found === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(found ?? {}));
};

const answerControl: RequestListener = (request, response) => {
  request.resume();
  response
    .writeHead(request.url?.startsWith(collectionPath) === true ? 200 : 404)
    .end(JSON.stringify(idle));
};

const listen = async (path: string, answer: RequestListener): Promise<Server> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return server;
};

/** Opens one at a socket of its own. */
export const openStandInRegistry = async (): Promise<StandInRegistry> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-stand-in-'));
  const path = join(folder, 'registry.sock');
  const servers = [
    await listen(path, answerRegistry),
    await listen(controlSocketOf(path), answerControl),
  ];
  const clock = { now: () => new Date() };
  const signer = createTokenSigner(await loadTokenAuthority(folder), clock);
  const clientTokens = createClientTokens({ signer, sealingKeys: drawSealingKeys(), seconds: 60 });
  return {
    door: { registry: { endpoint: { kind: 'socket', path }, signer }, clientTokens },
    close: async () => {
      for (const server of servers) await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
};
