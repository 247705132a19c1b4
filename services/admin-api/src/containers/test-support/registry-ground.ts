/** The application over the real registry, and clients of it. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawSealingKeys, issueTokenFor, loadTokenAuthority, type Scope } from '@moorgate/auth';
import {
  createClientTokens,
  createTokenSigner,
  type RegistryGrantee,
  type RegistryServices,
  storeService,
  tokenIssuer,
  type TokenSigner,
} from '@moorgate/containers';
import { registryProgram, type RegistryServer, startRegistryServer } from '@moorgate/testing';
import { startTestApp, type TestApp, type TestAppOptions } from '../../test-support/test-app.ts';
import type { ContainersDoor } from '../containers-parts.ts';

/** The program of the registry; or, in one sentence, why there is none. */
export const registryPackage = await registryProgram();

/** A token of somebody, with its id. */
export interface TestToken {
  readonly token: string;
  readonly tokenId: string;
  readonly username: string;
}

export interface RegistryGround {
  readonly app: TestApp;
  readonly server: RegistryServer;
  /** As the application asks it. */
  readonly registry: RegistryServices;
  readonly signer: TokenSigner;
  /** What `/token-auth/` gave, with the time at which tokens are made moved by as much. */
  clockOffsetMs: number;
  /** Credentials that are none of tokens, by their secrets. */
  readonly runs: Map<string, RegistryGrantee>;
  /** Manifests that a target names. */
  readonly referenced: Set<string>;
  newToken(scopes: readonly Scope[]): Promise<TestToken>;
  /** A token for the registry, for these scopes. */
  registryToken(secret: string, ...scopes: string[]): Promise<string>;
  /** Sends a request with a token for the registry. */
  send(path: string, token: string | null, init?: RequestInit): Promise<Response>;
  /** Pushes a blob to a repository with such a token, and answers its digest. */
  pushBlob(name: string, token: string, content: string | Buffer): Promise<string>;
  /** Pushes an image of one small blob, and answers the digest of its manifest. */
  pushImage(name: string, token: string, tag: string): Promise<string>;
  close(): Promise<void>;
}

export const digestOf = (content: string | Buffer): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

export const imageType = 'application/vnd.docker.distribution.manifest.v2+json';

const imageOf = (digest: string, size: number): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: imageType,
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', digest, size },
    layers: [],
  });

/** What of the application a test wants otherwise. */
export interface GroundOptions extends Omit<TestAppOptions, 'containers'> {
  readonly tokenSeconds?: number;
  /** Another registry than the real one. */
  readonly endpoint?: ContainersDoor['registry']['endpoint'];
}

export const startRegistryGround = async (options: GroundOptions = {}): Promise<RegistryGround> => {
  const { tokenSeconds: seconds = 300, endpoint, ...appOptions } = options;
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-registry-keys-'));
  const authority = await loadTokenAuthority(folder);
  const server = await startRegistryServer({
    tokenCa: authority.certificate.toString(),
    issuer: tokenIssuer,
    service: storeService,
  });
  const runs = new Map<string, RegistryGrantee>();
  const referenced = new Set<string>();
  const own = { clockOffsetMs: 0 };
  const now = (): Date => new Date(Date.now() + own.clockOffsetMs);
  const signer = createTokenSigner(authority, { now });
  const storeSigner = createTokenSigner(authority, { now: () => new Date() });
  const registry: RegistryServices = {
    endpoint: endpoint ?? { kind: 'socket', path: server.socketPath },
    signer: storeSigner,
  };
  const app = await startTestApp({
    ...appOptions,
    containers: {
      registry,
      clientTokens: createClientTokens({ signer, sealingKeys: drawSealingKeys(), seconds }),
      authenticators: [(secret) => Promise.resolve(runs.get(secret))],
      isReferenced: (name, digest) => Promise.resolve(referenced.has(`${name}@${digest}`)),
    },
  });

  const send: RegistryGround['send'] = (path, token, init = {}) =>
    fetch(new URL(path, app.origin), {
      redirect: 'manual',
      ...init,
      headers: {
        accept: imageType,
        'content-type': 'application/octet-stream',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(init.headers as Record<string, string>),
      },
    });

  const pushBlob: RegistryGround['pushBlob'] = async (name, token, content) => {
    const begun = await send(`/v2/${name}/blobs/uploads/`, token, { method: 'POST' });
    expect(begun.status).toBe(202);
    const place = String(begun.headers.get('location'));
    const digest = digestOf(content);
    const ended = await send(`${place}&digest=${digest}`, token, {
      method: 'PUT',
      body: content,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(ended.status).toBe(201);
    return digest;
  };

  return Object.assign(own, {
    app,
    server,
    registry,
    signer,
    runs,
    referenced,
    send,
    pushBlob,
    newToken: async (scopes: readonly Scope[]) => {
      const username = await app.addUser(scopes);
      const wanted = { username, name: 'registry', scopes };
      const { id: tokenId, token } = await issueTokenFor(app.operator, app.keys, wanted);
      return { token, tokenId, username };
    },
    registryToken: async (secret: string, ...scopes: string[]) => {
      const query = new URLSearchParams([
        ['service', 'registry'],
        ...scopes.map((scope) => ['scope', scope]),
      ] as [string, string][]);
      const authorization = `Basic ${Buffer.from(`any:${secret}`).toString('base64')}`;
      const url = new URL(`/token-auth/?${query.toString()}`, app.origin);
      const answer = await fetch(url, { headers: { authorization } });
      expect(answer.status).toBe(200);
      return ((await answer.json()) as { token: string }).token;
    },
    pushImage: async (name: string, token: string, tag: string) => {
      const config = `{"tag":"${tag}"}`;
      const digest = await pushBlob(name, token, config);
      const body = imageOf(digest, config.length);
      const headers = { 'content-type': imageType };
      const path = `/v2/${name}/manifests/${tag}`;
      const pushed = await send(path, token, { method: 'PUT', body, headers });
      expect(pushed.status).toBe(201);
      return digestOf(body);
    },
    close: async () => {
      await app.close();
      await server.stop();
      await rm(folder, { recursive: true });
    },
  });
};

/** Somebody who is a run of a build, as those who know runs tell it. */
export const runGrantee = (runId: string, grants: RegistryGrantee['grants']): RegistryGrantee => ({
  subject: `run ${runId}`,
  principal: { kind: 'system', name: `run ${runId}` },
  factory: 'acme',
  grants,
});
