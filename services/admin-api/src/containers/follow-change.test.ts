import type { Context } from '@moorgate/auth';
import {
  authorizeForStore,
  intendManifestChange,
  requestStore,
  type RegistryServices,
  settleAllManifests,
} from '@moorgate/containers';
import { listAuditRecordsByTarget } from '@moorgate/db';
import { declareWith } from '@moorgate/testing';
import { keepRecords } from '../upkeep/keep-records.ts';
import {
  digestOf,
  imageType,
  type RegistryGround,
  registryPackage,
  startRegistryGround,
} from './test-support/registry-ground.ts';

declareWith(registryPackage, describe)('a change of images', () => {
  let ground: RegistryGround;
  let registry: RegistryServices;
  let token: string;
  const name = 'acme/followed';
  beforeAll(async () => {
    ground = await startRegistryGround();
    ({ registry } = ground);
    const { token: secret } = await ground.newToken(['containers:read-update']);
    token = await ground.registryToken(secret, `repository:${name}:*`);
  });
  afterAll(() => ground.close());
  beforeEach(() => ground.app.clock.set('2026-03-01T12:00:00.000Z'));

  const records = async (): Promise<string[]> => {
    const target = { kind: 'container_image', id: name };
    const rows = await listAuditRecordsByTarget(ground.app.db, target);
    return rows.map(({ action, actor_kind: kind }) => `${kind} ${action}`);
  };
  const intents = async (): Promise<number> => {
    const rows = await ground.app.db.selectFrom('audit_intents').select('item').execute();
    return rows.length;
  };

  const eve = (): Context => ({
    ...ground.app.operator,
    principal: { kind: 'system', name: 'eve' },
  });
  /** What a server does that is killed: the registry has the request, and nobody hears the answer. */
  const sendUnheard = async (method: string, reference: string, body = ''): Promise<void> => {
    const authorization = await authorizeForStore(registry.signer, [
      { name, actions: ['pull', 'push', 'delete'] },
    ]);
    const path = `/v2/${name}/manifests/${reference}`;
    const headers = { authorization, 'content-type': imageType };
    await new Promise<void>((resolve, reject) => {
      requestStore(registry.endpoint, { method, path, headers })
        .on('error', reject)
        .on('response', (answer) => answer.resume().on('end', () => resolve()))
        .end(body);
    });
  };
  const settleLater = async (): Promise<void> => {
    ground.app.clock.advance(20_000);
    await settleAllManifests(ground.app.operator, registry);
  };

  test('has one record each time, and nothing is left of what the registry refuses', async () => {
    const digest = await ground.pushImage(name, token, 'v1');
    await ground.pushImage(name, token, 'v1');
    const headers = { 'content-type': imageType };
    const path = `/v2/${name}/manifests/v2`;
    const refused = await ground.send(path, token, { method: 'PUT', body: '{}', headers });
    expect(refused.status).toBe(400);
    const gone = await ground.send(`/v2/${name}/manifests/${digest}`, token, { method: 'DELETE' });
    expect(gone.status).toBe(202);
    const again = await ground.send(`/v2/${name}/manifests/${digest}`, token, { method: 'DELETE' });
    expect(again.status).toBe(404);
    expect(await records()).toEqual([
      'token container_image.pushed',
      'token container_image.pushed',
      'token container_image.deleted',
    ]);
    expect(await intents()).toBe(0);
  });

  test('that nobody recorded is recorded for whoever began it, once it can be seen', async () => {
    const digest = await ground.pushImage(name, token, 'v3');
    const manifest = await (await ground.send(`/v2/${name}/manifests/v3`, token)).text();
    expect(digestOf(manifest)).toBe(digest);
    const before = (await records()).length;
    await intendManifestChange(eve(), registry, { name, reference: 'v4', digest });
    await settleLater();
    expect(await records()).toHaveLength(before);
    await sendUnheard('PUT', 'v4', manifest);
    await settleLater();
    await settleLater();
    expect((await records()).slice(before)).toEqual(['system container_image.pushed']);
    await intendManifestChange(eve(), registry, { name, reference: digest, digest: null });
    await sendUnheard('DELETE', digest);
    const end = keepRecords({ ...ground.app.operator, source: ground.app.source }, registry);
    await settleLater();
    await end();
    expect((await records()).slice(before)).toEqual([
      'system container_image.pushed',
      'system container_image.deleted',
    ]);
    expect(await intents()).toBe(0);
  });

  test('that came to nothing has no record, and is forgotten', async () => {
    const before = await records();
    await intendManifestChange(eve(), registry, {
      name,
      reference: 'never',
      digest: digestOf('never'),
    });
    await settleLater();
    expect(await intents()).toBe(1);
    ground.app.clock.advance(600_000);
    await settleLater();
    expect(await intents()).toBe(0);
    expect(await records()).toEqual(before);
  });
});
