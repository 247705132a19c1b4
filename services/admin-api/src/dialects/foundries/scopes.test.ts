/** Which single scope opens which operation, by name and over the wire. */
import { allScopes, type Scope, scopeSet } from '@moorgate/auth';
import { denyDevice } from '@moorgate/devices';
import type { AnyEndpoint } from '@moorgate/http';
import supertest from 'supertest';
import { insertDevice } from '../../test-support/insert-device.ts';
import { reportEvents } from '../../test-support/report-examples.ts';
import { reportTest } from '../../test-support/report-test.ts';
import { startTestApp, type TestApp, testFactory } from '../../test-support/test-app.ts';
import { foundriesFace } from './index.ts';

/** What each operation needs, as it was published where it was; all others need a credential alone. */
const needed: Readonly<Record<string, Scope>> = {
  listFactoryDevices: 'devices:read',
  getFactoryDevice: 'devices:read',
  changeFactoryDevice: 'devices:read-update',
  deleteFactoryDevice: 'devices:delete',
  listDeviceConfigs: 'devices:read',
  mergeDeviceConfig: 'devices:read-update',
  replaceDeviceConfig: 'devices:read-update',
  deleteDeviceConfigFile: 'devices:read-update',
  listFactoryConfigs: 'devices:read',
  mergeFactoryConfig: 'devices:read-update',
  replaceFactoryConfig: 'devices:read-update',
  deleteFactoryConfigFile: 'devices:read-update',
  listGroupConfigs: 'devices:read',
  mergeGroupConfig: 'devices:read-update',
  replaceGroupConfig: 'devices:read-update',
  deleteGroupConfigFile: 'devices:read-update',
  listFactoryDeviceUpdates: 'devices:read',
  getFactoryDeviceUpdate: 'devices:read',
  listFactoryAppsStates: 'devices:read',
  listFactoryDeviceTests: 'devices:read',
  getFactoryDeviceTest: 'devices:read',
  getFactoryTestArtifact: 'devices:read',
  listDeniedFactoryDevices: 'devices:read',
  deleteDeniedFactoryDevice: 'devices:delete',
  listFactoryDeviceGroups: 'devices:read',
  createFactoryDeviceGroup: 'devices:read-update',
  changeFactoryDeviceGroup: 'devices:read-update',
  deleteFactoryDeviceGroup: 'devices:delete',
  getFactoryStatus: 'devices:read',
  getFactoryCertificates: 'devices:read',
  listVpnAddresses: 'devices:read',
  listFactoryUsers: 'devices:read',
  listFactoryTeams: 'users:read',
  getFactoryTeam: 'users:read',
};

const file = { name: 'motd', value: 'hi', unencrypted: true };
const other = { ...file, value: 'ho' };
const bodies: Readonly<Record<string, object>> = {
  changeFactoryDevice: { group: '' },
  createFactoryDeviceGroup: { name: 'made' },
  changeFactoryDeviceGroup: { description: 'described' },
};
const bodyOf = ({ operationId, method }: AnyEndpoint): object | undefined =>
  bodies[operationId] ?? (method === 'PATCH' || method === 'POST' ? { files: [other] } : undefined);

let app: TestApp;
const tokens = new Map<Scope, string>();
const artifacts = { log: Buffer.from('x') };
const test1 = 'smoke_0123456789abcdef';
beforeAll(async () => {
  app = await startTestApp();
  for (const scope of allScopes) tokens.set(scope, await app.tokenWith([scope]));
  await app.addRole({ name: 'crew', scopes: ['devices:read'], groups: ['crew'] });
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const ask = (endpoint: AnyEndpoint, path: string, token: string | undefined): supertest.Test => {
  const method = endpoint.method.toLowerCase() as 'get';
  const request = supertest(app.server)[method](`/ota${path}`);
  return request.set(token === undefined ? {} : { 'OSF-TOKEN': token }).send(bodyOf(endpoint));
};

/** A path to things that are there, under whichever spelling. */
const pathTo = async ({ operationId, path }: AnyEndpoint): Promise<string> => {
  const group = `g-${operationId}`;
  const isGroupEmpty = operationId === 'deleteFactoryDeviceGroup';
  const uuid = await insertDevice(app.db, isGroupEmpty ? {} : { labels: { group } });
  const admin = await app.tokenWith(['devices:read-update']);
  const base = `/ota/factories/${testFactory}`;
  const layers = [`/ota/devices/${uuid}/config/`, `${base}/config/`];
  for (const layer of [...layers, `${base}/device-groups/${group}/config/`])
    await supertest(app.server)
      .patch(layer)
      .set('OSF-TOKEN', admin)
      .send({ files: [file] });
  await reportEvents(app, uuid, [{ id: '1' }]);
  await reportTest(app, uuid, { id: test1, artifacts });
  if (operationId === 'deleteDeniedFactoryDevice') await denyDevice(app.operator, { uuid });
  const names: Readonly<Record<string, string>> = {
    ...{ device: uuid, factory: testFactory, group, file: 'motd', update: 'c-1', test: test1 },
    ...{ artifact: 'log', user: 'self', team: 'crew' },
  };
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => names[name]!);
};

/** Of these a test has more to prepare, beside their endpoints. */
const triedElsewhere = ['Targets', 'Metadata', 'Not offered'];
const endpoints = foundriesFace.endpoints.filter(({ tag }) => !triedElsewhere.includes(tag));

test('every operation says which scope it needs', () => {
  const stated = endpoints.flatMap(({ operationId, access }) =>
    'scopes' in access ? [[operationId, access.scopes]] : [],
  );
  expect(Object.fromEntries(stated)).toEqual(
    Object.fromEntries(Object.entries(needed).map(([id, scope]) => [id, [scope]])),
  );
});

describe.each(endpoints.map((endpoint) => [endpoint.operationId, endpoint] as const))(
  '%s',
  (operationId, endpoint) => {
    const scope = needed[operationId];

    test('whoever holds one scope alone: the right one is enough, every other one is refused by its name', async () => {
      const path = await pathTo(endpoint);
      expect((await ask(endpoint, path, undefined)).status).toBe(401);
      if (scope === undefined) {
        expect((await ask(endpoint, path, tokens.get('ci:read'))).status).toBe(200);
        return;
      }
      for (const held of allScopes.filter((one) => !scopeSet([one]).has(scope))) {
        const answer = await ask(endpoint, path, tokens.get(held));
        expect([held, answer.status, answer.body.errors]).toEqual([held, 403, { scope }]);
      }
      const answer = await ask(endpoint, path, tokens.get(scope));
      expect(answer.status).toBeLessThan(300);
    });

    test('is the same with a slash at its end and without', () => {
      const [other] = endpoint.aliases ?? [];
      expect([endpoint.path, `${endpoint.path}/`, endpoint.path.slice(0, -1)]).toContain(other);
    });
  },
);
