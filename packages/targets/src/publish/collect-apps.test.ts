import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTokenAuthority } from '@moorgate/auth';
import {
  askStore,
  authorizeForStore,
  createRegistryReader,
  createTokenSigner,
  type RegistryReader,
  storeService,
  type StoreRequest,
  tokenIssuer,
  type WholeAnswer,
} from '@moorgate/containers';
import {
  declareWith,
  registryProgram,
  type RegistryServer,
  startRegistryServer,
} from '@moorgate/testing';
import { openComposeApp } from './collect-apps.ts';
import { readManifest } from './read-manifest.ts';

declareWith(await registryProgram(), describe)('an app in the registry', () => {
  const factory = 'acme';
  const repository = `${factory}/app`;
  let folder: string;
  let server: RegistryServer;
  let reader: RegistryReader;
  let ask: (asked: Omit<StoreRequest, 'headers'>, type: string) => Promise<WholeAnswer>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moorgate-collect-apps-'));
    const authority = await loadTokenAuthority(folder);
    const tokenCa = authority.certificate.toString();
    server = await startRegistryServer({ tokenCa, issuer: tokenIssuer, service: storeService });
    const signer = createTokenSigner(authority, { now: () => new Date() });
    const endpoint = { kind: 'socket', path: server.socketPath } as const;
    reader = createRegistryReader({ endpoint, signer });
    ask = async (asked, type) => {
      const access = [{ name: repository, actions: ['pull', 'push'] }] as const;
      const authorization = await authorizeForStore(signer, access);
      return askStore(endpoint, { ...asked, headers: { authorization, 'content-type': type } });
    };
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

  const push = async (bytes: Buffer): Promise<string> => {
    const type = 'application/octet-stream';
    const begun = await ask({ method: 'POST', path: `/v2/${repository}/blobs/uploads/` }, type);
    const digest = `sha256:${sha256Of(bytes)}`;
    const path = `${String(begun.headers.location)}&digest=${digest}`;
    expect((await ask({ method: 'PUT', path, body: bytes }, type)).status).toBe(201);
    return digest;
  };

  test('whose manifest says another length than its archive has is not read: it could be of any size', async () => {
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const archive = { digest: await push(randomBytes(1_048_576)), size: 100 };
    const config = { digest: await push(Buffer.from('{}')), size: 2 };
    const layers = [{ mediaType: 'application/octet-stream', ...archive }];
    const content = { schemaVersion: 2, mediaType, layers };
    const bytes = Buffer.from(
      JSON.stringify({ ...content, config: { mediaType: 'application/json', ...config } }),
    );
    const sha256 = sha256Of(bytes);
    const path = `/v2/${repository}/manifests/sha256:${sha256}`;
    expect((await ask({ method: 'PUT', path, body: bytes }, mediaType)).status).toBe(201);
    const manifest = await readManifest({ registry: reader, factory }, { repository, sha256 });
    await expect(
      openComposeApp(reader, { app: 'app', repository, manifest }),
    ).rejects.toMatchObject({
      code: 'target_content_missing',
      details: { detail: expect.stringMatching(/has another length than is said/) as unknown },
    });
  });
});
