/** What `MOORGATE_DOCKER_REFUSES` keeps from engines is kept from deployments, too, by every call that deploys something. */
import { issueTokenFor, type Scope } from '@moorgate/auth';
import { findApplicationByName, insertDeployment, inTransaction } from '@moorgate/db';
import { type DockerRefusal, dockerRefusals } from '@moorgate/docker-hosts';
import { useEngines } from './test-support/applications/use-engines.ts';
import { useLighthouse } from './test-support/use-lighthouse.ts';

const lighthouse = useLighthouse({
  dockerRefuses: Object.keys(dockerRefusals) as readonly DockerRefusal[],
});
const { app, clientWith, name } = lighthouse;
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

const scopes: readonly Scope[] = [
  ...(['applications:create', 'applications:manage', 'applications:use'] as const),
  'beacons:use',
];
let native: ReturnType<typeof clientWith>;
beforeAll(async () => {
  const request = { username: ownersName(), name: name(), scopes };
  const { token } = await issueTokenFor(app().operator, app().keys, request);
  native = clientWith({ Authorization: `Bearer ${token}` }, '/v1');
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
