/** Targets become updates that devices are given. */
import { randomUUID } from 'node:crypto';
import { advanceRollouts } from '@moorgate/delivery';
import { createIsReferenced } from '@moorgate/targets';
import { declareWith, registryProgram } from '@moorgate/testing';
import supertest from 'supertest';
import { type AppRegistry, startAppRegistry } from '../../../../test-support/app-registry.ts';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { readGivenUpdate } from '../../../../test-support/read-given-update.ts';
import { reachBuild, wireTarget } from '../../../../test-support/target-examples.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

const path = `/ota/factories/${testFactory}/targets/`;
declareWith(await registryProgram(), describe)('a target that is published', () => {
  let registry: AppRegistry;
  let app: TestApp;
  let token: string;
  let next = 10;
  beforeAll(async () => {
    registry = await startAppRegistry();
    app = await startTestApp({ registry: registry.reader });
    await app.makeTufKeys();
    token = await app.tokenWith(['targets:read-update', 'updates:read-update', 'updates:delete']);
    await reachBuild(app, 1_000);
  });
  afterAll(async () => {
    await app.close();
    await registry.close();
  });
  afterEach(() => expect(app.check.violations).toEqual([]));

  const call = (method: 'get' | 'post' | 'patch' | 'put' | 'delete', to = path) =>
    supertest(app.server)[method](to).set('OSF-TOKEN', token);

  const newTag = (): string => `t${randomUUID().slice(0, 8)}`;

  const add = async (
    tags: readonly string[],
    custom: Readonly<Record<string, unknown>> = {},
    stem = 'intel-lmp',
  ): Promise<string> => {
    next += 1;
    const name = `${stem}-${String(next)}`;
    const targets = { [name]: wireTarget(next, { name: stem, tags, ...custom }) };
    expect((await call('post').send({ targets })).status).toBe(201);
    return name;
  };

  /** What has become of a target, once nothing of it is pending or on its way. */
  const settled = async (
    name: string,
    isSettled = (states: readonly string[]) => !states.includes('pending'),
  ) => {
    for (let tries = 0; tries < 400; tries += 1) {
      const { body } = await call('get', `/v1/targets/${name}`);
      const publications = body.publications as {
        tag: string;
        state: string;
        reason: string | null;
      }[];
      if (isSettled(publications.map(({ state }) => state))) return publications;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${name} is not settled`);
  };

  const filesOf = async (tag: string, name: string): Promise<string[]> => {
    const rows = await app.db
      .selectFrom('update_files as f')
      .innerJoin('updates as u', 'u.id', 'f.update_id')
      .select('f.path')
      .where('u.tag', '=', tag)
      .where('u.name', '=', name)
      .orderBy('f.path')
      .execute();
    return rows.map((row) => row.path);
  };

  const hex = (digest: string): string => digest.replace('sha256:', '');
  const hub = 'hub.acme.test';

  const appOf = async (app_: string, content = randomUUID()) => {
    const image = await registry.addImage(`${testFactory}/${app_}-image`, content);
    const digest = await registry.addApp(`${testFactory}/${app_}`, {
      web: `${hub}/${testFactory}/${app_}-image@${image}`,
    });
    return { image, digest, uri: `${hub}/${testFactory}/${app_}@${digest}` };
  };

  const newDevice = (tag: string): Promise<string> =>
    insertDevice(app.db, { checkIn: { last_seen_at: app.clock.now(), tag } });

  const updateOf = async (uuid: string): Promise<string | null> => {
    await advanceRollouts({ ...app.operator, sealingKeys: app.sealingKeys });
    return (await readGivenUpdate(app, uuid)).name;
  };

  test('a target is an update of each of its tags, with its apps and what they are made of', async () => {
    const [one, other] = [newTag(), newTag()];
    const { image, digest, uri } = await appOf('shell');
    const name = await add([one, other], {
      docker_compose_apps: { shell: { uri } },
      arch: 'x86_64',
    });
    expect(await settled(name)).toEqual(
      [one, other]
        .sort()
        .map((tag) => expect.objectContaining({ tag, state: 'published', attempts: 1 })),
    );
    const files = await filesOf(one, name);
    expect(files).toEqual(await filesOf(other, name));
    const folder = `apps/apps/shell/${hex(digest)}`;
    expect(files.filter((file) => file.startsWith('apps/apps/'))).toEqual([
      `${folder}/docker-compose.yml`,
      `${folder}/manifest.json`,
      `${folder}/uri`,
    ]);
    const blobs = files.filter((file) => file.startsWith('apps/blobs/sha256/'));
    // The app's manifest, configuration and archive; the index, two manifests, and of each a configuration and two layers, of
    // which one is the same.
    expect(blobs).toHaveLength(3 + 1 + 2 * 3 + 1);
    expect(blobs).toContain(`apps/blobs/sha256/${hex(image)}`);
    const { body } = await call('get', `/v1/updates/${one}/${name}`);
    expect(body.targets).toEqual([
      expect.objectContaining({
        name,
        version: String(next),
        'hardware-ids': ['intel-corei7-64'],
        tags: [one],
        apps: { shell: `gateway.example:8443/apps/shell@${digest}` },
      }),
    ]);
    const { bytes } = await app.db
      .selectFrom('update_metadata as m')
      .innerJoin('updates as u', 'u.id', 'm.update_id')
      .select('m.bytes')
      .where('u.name', '=', name)
      .where('u.tag', '=', one)
      .where('m.role', '=', 'targets')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(bytes.toString()).signed.targets[name].custom.arch).toBe('x86_64');
  });

  test('what is there already is not read from the registry again', async () => {
    const { uri } = await appOf('again');
    const custom = { docker_compose_apps: { again: { uri } } };
    await settled(await add([newTag()], custom));
    // The manifests, and the archive of the app, are all that it can have.
    await registry.removeBlobs(`${testFactory}/again-image`);
    const note = expect.stringContaining('No update has its commit');
    expect(await settled(await add([newTag()], custom))).toMatchObject([
      { state: 'published', reason: note },
    ]);
  });

  test('devices that report the tag are given the newest target, whatever is published late', async () => {
    const tag = newTag();
    const [follower, other] = [await newDevice(tag), await newDevice(newTag())];
    const first = await add([tag]);
    await settled(first);
    expect([await updateOf(follower), await updateOf(other)]).toEqual([first, null]);
    const { uri, digest } = await appOf('late');
    await registry.removeManifest(`${testFactory}/late`, digest);
    const late = await add([tag], { docker_compose_apps: { late: { uri } } });
    await settled(late, (states) => states.includes('failed'));
    const newest = await add([tag]);
    await settled(newest);
    expect(await updateOf(follower)).toBe(newest);
    const note = expect.stringContaining('No update has its commit');
    expect(await settled(newest)).toMatchObject([{ state: 'published', reason: note }]);
    await call('patch').send({ targets: { [first]: { custom: { tags: [tag, newTag()] } } } });
    await settled(first);
    expect([await updateOf(follower), await updateOf(await newDevice(tag))]).toEqual([
      newest,
      newest,
    ]);
  });

  test('targets of one version for several kinds of hardware are in each of their updates', async () => {
    const tag = newTag();
    next += 1;
    const [intel, rpi] = [`intel-lmp-${String(next)}`, `rpi-lmp-${String(next)}`];
    const targets = {
      [intel]: wireTarget(next, { tags: [tag], hardwareIds: ['intel'] }),
      [rpi]: wireTarget(next, { tags: [tag], hardwareIds: ['rpi'] }),
    };
    await call('post').send({ targets });
    await settled(intel);
    await settled(rpi);
    for (const name of [intel, rpi]) {
      const { body } = await call('get', `/v1/updates/${tag}/${name}`);
      const names = (body.targets as { name: string }[]).map((one) => one.name);
      expect(names.sort()).toEqual([intel, rpi]);
    }
  });

  test('what is missing in the registry is said, tried again, and done once it is there', async () => {
    const tag = newTag();
    const content = randomUUID();
    const { image, uri } = await appOf('missing', content);
    await registry.removeManifest(`${testFactory}/missing-image`, image);
    const name = await add([tag], { docker_compose_apps: { missing: { uri } } });
    const [failed] = await settled(name);
    expect(failed).toMatchObject({
      state: 'failed',
      reason: `There is no ${testFactory}/missing-image@${image} in the registry.`,
      attempts: 1,
    });
    expect(await filesOf(tag, name)).toEqual([]);
    await registry.addImage(`${testFactory}/missing-image`, content);
    expect((await call('post', `/v1/targets/${name}/retry`)).status).toBe(204);
    const isThere = (states: readonly string[]) => states.includes('published');
    expect(await settled(name, isThere)).toMatchObject([
      { state: 'published', reason: expect.stringContaining('commit') },
    ]);
  });

  test('an update that somebody has deleted is made again when that is asked for', async () => {
    const tag = newTag();
    const { uri } = await appOf('deleted');
    const name = await add([tag], { docker_compose_apps: { deleted: { uri } } });
    await settled(name);
    expect((await call('delete', `/v1/updates/${tag}/${name}`)).status).toBe(204);
    expect(await filesOf(tag, name)).toEqual([]);
    expect((await call('post', `/v1/targets/${name}/retry`)).status).toBe(204);
    await settled(name);
    expect((await filesOf(tag, name)).length).toBeGreaterThan(0);
  });

  test.each([
    ['another registry', `docker.io/library/nginx@sha256:${'a'.repeat(64)}`, /library\/nginx/],
    ['another factory', `${hub}/other/app@sha256:${'a'.repeat(64)}`, /other\/app/],
  ])('an app of %s is not looked for', async (_what, uri, words) => {
    const name = await add([newTag()], { docker_compose_apps: { foreign: { uri } } });
    const [failed] = await settled(name);
    expect([failed!.state, failed!.reason]).toEqual(['failed', expect.stringMatching(words)]);
  });

  test('a tag that is taken away, or a target that is pruned, is given to no more devices', async () => {
    const tag = newTag();
    const name = await add([tag]);
    await settled(name);
    const follower = await newDevice(tag);
    expect(await updateOf(follower)).toBe(name);
    await call('delete').send({ targets: [name] });
    const rollouts = app.db
      .selectFrom('rollouts as r')
      .innerJoin('updates as u', 'u.id', 'r.update_id')
      .select('r.id')
      .where('u.tag', '=', tag)
      .where('r.closed_at', 'is', null);
    for (let tries = 0; (await rollouts.execute()).length > 0 && tries < 400; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 25));
    expect(await rollouts.execute()).toEqual([]);
    expect([await updateOf(follower), await updateOf(await newDevice(tag))]).toEqual([name, null]);
  });

  test('an edited target that nobody has is another update; one that a device has stays as it is', async () => {
    const tag = newTag();
    const name = await add([tag]);
    await settled(name);
    const targets = (await call('get')).body as Record<string, ReturnType<typeof wireTarget>>;
    const { uri } = await appOf('edited');
    const edit = (custom: object) => {
      const edited = { ...targets[name]!, custom: { ...targets[name]!.custom, ...custom } };
      return call('put').send({ targets: { ...targets, [name]: edited } });
    };
    expect((await edit({ docker_compose_apps: { edited: { uri } } })).status).toBe(202);
    await settled(name);
    expect((await filesOf(tag, name)).length).toBeGreaterThan(0);
    expect(await updateOf(await newDevice(tag))).toBe(name);
    expect((await edit({})).status).toBe(202);
    const [failed] = await settled(name);
    expect(failed).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('another version'),
    });
  });

  test('an update that somebody uploaded under the name is left as it is', async () => {
    const tag = newTag();
    const name = `intel-lmp-${String(next + 1)}`;
    const row = { id: randomUUID(), factory: testFactory, tag, name };
    const uploaded = { uploaded_at: app.clock.now(), uploaded_by: 'somebody' };
    await app.db
      .insertInto('updates')
      .values({ ...row, ...uploaded })
      .execute();
    await add([tag]);
    const [failed] = await settled(name);
    expect(failed).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('other content'),
    });
  });

  test('manifests that a target is made of must stay, and need not once it is pruned', async () => {
    const isReferenced = createIsReferenced(app);
    const { image, digest, uri } = await appOf('kept');
    expect(await isReferenced(`${testFactory}/kept`, digest)).toBe(false);
    const name = await add([newTag()], { docker_compose_apps: { kept: { uri } } });
    await settled(name);
    expect(await isReferenced(`${testFactory}/kept`, digest)).toBe(true);
    expect(await isReferenced(`${testFactory}/kept-image`, image)).toBe(true);
    expect(await isReferenced(`${testFactory}/other`, digest)).toBe(false);
    await call('delete').send({ targets: [name] });
    expect(await isReferenced(`${testFactory}/kept`, digest)).toBe(false);
  });

  test('the compose app of a target is shown as it is in the registry', async () => {
    const { uri, digest } = await appOf('shown');
    const name = await add([newTag()], { docker_compose_apps: { shown: { uri } } });
    const { status, body } = await call('get', `${path}${name}/compose-apps/shown/`);
    expect([status, body.uri, body.error, body.warnings]).toEqual([200, uri, '', []]);
    expect(body.content.files).toEqual(['docker-compose.yml']);
    expect(Object.keys(body.content.compose_spec.services as object)).toEqual(['web']);
    expect(body.manifest.schemaVersion).toBe(2);
    const none = await call('get', `${path}${name}/compose-apps/nothing/`);
    expect([none.status, none.body.code]).toEqual([404, 'target_not_found']);
    await registry.removeManifest(`${testFactory}/shown`, digest);
    const gone = await call('get', `${path}${name}/compose-apps/shown/`);
    expect([gone.status, gone.body.uri]).toEqual([200, uri]);
    expect(gone.body.error).toContain(digest.slice(7));
    expect([gone.body.manifest, gone.body.content.files]).toEqual([{}, []]);
  });

  test('an app that stands in a repository of another factory is not shown, though its digest is known', async () => {
    const neighbour = `neighbour-of-${testFactory}`;
    for (const repository of [`${neighbour}/secret`, `${testFactory}-2/secret`]) {
      const image = `${hub}/${repository}@${await registry.addImage(repository, 'theirs')}`;
      const digest = await registry.addApp(repository, { web: image });
      const uri = `${hub}/${repository}@${digest}`;
      const name = await add([newTag()], { docker_compose_apps: { secret: { uri } } });
      const { status, body } = await call('get', `${path}${name}/compose-apps/secret/`);
      expect([status, body.uri]).toEqual([200, uri]);
      expect(body.error).toContain(`is in no repository of ${testFactory}`);
      expect([body.manifest, body.content]).toEqual([{}, { files: [], compose_spec: {} }]);
    }
  });

  test('files of the file system are shared with an update that was uploaded with them', async () => {
    const tag = newTag();
    const commit = randomUUID().replaceAll('-', '').padEnd(64, '0');
    const id = randomUUID();
    const row = { id, factory: testFactory, tag: newTag(), name: 'uploaded' };
    const uploaded = { uploaded_at: app.clock.now(), uploaded_by: 'somebody' };
    await app.db
      .insertInto('updates')
      .values({ ...row, ...uploaded })
      .execute();
    const content = { sha256: Buffer.from(commit, 'hex'), blob_id: randomUUID(), bytes: 1 };
    await app.db.insertInto('contents').values(content).execute();
    const paths = [
      `ostree_repo/objects/${commit.slice(0, 2)}/${commit.slice(2)}.commit`,
      'ostree_repo/config',
      'apps/other',
    ];
    const files = paths.map((file) => ({ update_id: id, path: file, content: content.sha256 }));
    await app.db.insertInto('update_files').values(files).execute();
    next += 1;
    const name = `intel-lmp-${String(next)}`;
    const target = { ...wireTarget(next, { tags: [tag] }), hashes: { sha256: commit } };
    await call('post').send({ targets: { [name]: target } });
    expect(await settled(name)).toMatchObject([{ state: 'published', reason: null }]);
    expect(await filesOf(tag, name)).toEqual(paths.slice(0, 2).sort());
  });
});
