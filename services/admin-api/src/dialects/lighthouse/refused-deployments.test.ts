/** What `MOORGATE_DOCKER_REFUSES` keeps from engines is kept from deployments, too, by every call that deploys something. */
import { findApplicationByName, insertDeployment, inTransaction } from '@moorgate/db';
import { type DockerRefusal, dockerRefusals } from '@moorgate/docker-hosts';
import { nativeClientOf } from './test-support/applications/native-client.ts';
import { useEngines } from './test-support/applications/use-engines.ts';
import { type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const lighthouse = useLighthouse({
  dockerRefuses: Object.keys(dockerRefusals) as readonly DockerRefusal[],
});
const { app, name } = lighthouse;
const { createOne, creation, engines, hosts, owner, ownersName } = useEngines(lighthouse, 2);

/** A body that each rule is about, and what of it an answer names. */
const bodies: Readonly<Record<DockerRefusal, readonly [body: object, pointer: string]>> = {
  privileged: [{ HostConfig: { Privileged: true } }, '/Command/HostConfig/Privileged'],
  'host-namespaces': [{ hostconfig: { pidMode: 'host' } }, '/Command/hostconfig/pidMode'],
  devices: [
    { HostConfig: { Devices: [{ PathOnHost: '/dev/sda' }] } },
    '/Command/HostConfig/Devices',
  ],
  'host-binds': [{ HostConfig: { Binds: ['/:/host'] } }, '/Command/HostConfig/Binds'],
  capabilities: [{ HostConfig: { CapAdd: ['SYS_ADMIN'] } }, '/Command/HostConfig/CapAdd'],
  'security-options': [
    { HostConfig: { SecurityOpt: ['seccomp=unconfined'] } },
    '/Command/HostConfig/SecurityOpt',
  ],
};

let native: Client;
beforeAll(async () => {
  native = await nativeClientOf(lighthouse, ownersName());
});

const sendNative = (method: string, path: string, body: object) =>
  native(method, path).set('Content-Type', 'application/json').send(JSON.stringify(body));

const changesOf = (): number => engines().reduce((sum, { changes }) => sum + changes.length, 0);

/** Adds a deployment as it was made before anything was refused, and answers its id. */
const addEarlier = (application: string, command: Readonly<Record<string, unknown>>) =>
  inTransaction(app().db, async (trx) => {
    const found = await findApplicationByName(trx, application);
    return insertDeployment(trx, {
      ...{ applicationId: found!.id, kind: 'container', command, health: null },
      ...{ digest: Buffer.alloc(32), creator: ownersName(), at: app().clock.now() },
    });
  });

describe.each(Object.entries(bodies))('%s is refused', (_rule, [more, pointer]) => {
  const command = { Image: 'busybox', ...more };
  const refused = async (sent: PromiseLike<{ status: number; text: string }>) => {
    const before = changesOf();
    const { status, text } = await sent;
    expect(status).toBe(403);
    expect(text).toContain(pointer);
    expect(changesOf()).toBe(before);
  };

  test('to a new application, of which nothing is stored', async () => {
    const Name = name();
    await refused(owner()('POST', '/applications/create', creation(Name, { Command: command })));
    const instances = hosts();
    await refused(sendNative('POST', '/applications', { name: Name, command, instances }));
    await owner()('GET', `/applications/list/${Name}`).expect(404);
  });

  test('to an update, which leaves nothing in the history', async () => {
    const application = await createOne();
    await refused(owner()('PUT', `/applications/update/${application}`, { Command: command }));
    await refused(sendNative('PATCH', `/applications/${application}`, { command }));
    expect((await owner()('GET', `/applications/list/${application}`)).body).toHaveLength(1);
  });

  test('to a revert, where it was deployed before it was refused', async () => {
    const application = await createOne();
    const target = await addEarlier(application, command);
    for (const method of ['POST', 'PUT'])
      await refused(owner()(method, `/applications/revert/${application}?target=${target}`));
    await refused(sendNative('POST', `/applications/${application}/reversion`, { target }));
  });
});

/** What of a compose file each rule is about, and what of it an answer names. */
const files: Readonly<Record<string, readonly [text: string, pointer: string]>> = {
  'a capability of a service': [
    'services: { web: { image: busybox }, db: { image: busybox, cap_add: [SYS_ADMIN] } }',
    '/Compose/services/db/HostConfig/CapAdd',
  ],
  'a volume that is a folder of the host': [
    `services: { web: { image: busybox, volumes: ['data:/data'] } }
volumes: { data: { driver_opts: { type: none, o: bind, device: /etc } } }`,
    '/Compose/volumes/data/DriverOpts/type',
  ],
  'such a volume whose type says otherwise': [
    `services: { web: { image: busybox, volumes: ['data:/data'] } }
volumes: { data: { driver_opts: { type: tmpfs, o: 'rw,bind', device: etc } } }`,
    '/Compose/volumes/data/DriverOpts/o',
  ],
};

test.each(Object.entries(files))(
  '%s is refused in a compose file',
  async (_what, [compose, pointer]) => {
    const application = await createOne();
    const before = changesOf();
    const created = { name: name(), compose, instances: hosts() };
    for (const sent of [
      sendNative('POST', '/applications', created),
      sendNative('PATCH', `/applications/${application}`, { compose }),
    ]) {
      const { status, text } = await sent;
      expect([status, text]).toEqual([403, expect.stringContaining(pointer)]);
    }
    expect(changesOf()).toBe(before);
  },
);
