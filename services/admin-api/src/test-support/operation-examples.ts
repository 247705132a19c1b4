/** One request for every operation of the API description, and the object that it is about. */
import { randomUUID } from 'node:crypto';
import { changeUserRoles, createServiceAccount, issueTokenFor, startSession } from '@moorgate/auth';
import { createRekeyPermit, denyDevice, importDeviceCas, retireDeviceCa } from '@moorgate/devices';
import { createTestPki } from '@moorgate/testing';
import { buildExamples } from './build-examples.ts';
import { configurationExamples } from './configuration-examples.ts';
import { dockerHostId } from '@moorgate/docker-hosts';
import { containerExamples } from './container-examples.ts';
import { credentialExamples } from './credential-examples.ts';
import { insertOwnedApplication, insertOwnedOperation } from './insert-application.ts';
import { insertOwnedBeacon } from './insert-beacon.ts';
import { insertDevice, insertPendingEnrolment } from './insert-device.ts';
import { insertSignedUpdate } from './insert-update.ts';
import type { OperationExample, Params } from './operation-example.ts';
import { reportExamples } from './report-examples.ts';
import { rolloutExamples } from './rollout-examples.ts';
import { type TestApp, testPassword } from './test-app.ts';
import { registrationExamples } from './registration-examples.ts';
import { sourceExamples } from './source-examples.ts';
import { targetExamples } from './target-examples.ts';
import { updateExamples } from './update-examples.ts';

/** The group of the devices that are made here. */
export const nearGroup = 'near';

const device = async (app: TestApp): Promise<Params> => ({
  uuid: await insertDevice(app.db, { labels: { group: nearGroup } }),
});
const missingDevice = { uuid: randomUUID() };

const deniedDevice = async (app: TestApp): Promise<Params> => {
  const params = await device(app);
  await denyDevice(app.operator, { uuid: params['uuid']! });
  return params;
};

const permit = async (app: TestApp): Promise<Params> => {
  const params = await device(app);
  const { id } = await createRekeyPermit(app.operator, {
    uuid: params['uuid']!,
    isForAnyKey: true,
  });
  return { ...params, id };
};

const pki = createTestPki({ factory: 'acme' });
const pems: string[] = [];
const deviceCa = async (app: TestApp): Promise<Params> => {
  pems.push(pki.createCa().certPem);
  const { added } = await importDeviceCas(app.operator, pems.join(''));
  return { id: added.at(-1)!.id };
};

const retiredCa = async (app: TestApp): Promise<Params> => {
  const params = await deviceCa(app);
  await retireDeviceCa(app.operator, params['id']!);
  return params;
};

const enrolment = async (app: TestApp): Promise<Params> => {
  const uuid = randomUUID();
  const { id: caId } = await deviceCa(app);
  await insertPendingEnrolment(app.db, { uuid, caId: caId!, at: app.clock.now() });
  return { uuid };
};

const user = async (app: TestApp): Promise<Params> => ({ username: await app.addUser() });
const missingUser = { username: 'nobody' };

const token = async (app: TestApp, owner: string): Promise<Params> => {
  const request = { username: owner, name: 'example', scopes: ['devices:read'] };
  return { id: (await issueTokenFor(app.operator, app.keys, request)).id };
};
const beacon = async (app: TestApp, owner: string): Promise<Params> => ({
  id: await insertOwnedBeacon(app, owner),
});
const dockerHost = async (app: TestApp, owner: string): Promise<Params> => {
  const beaconId = await insertOwnedBeacon(app, owner);
  return { id: dockerHostId({ beaconId, address: '127.0.0.1:5001/v1.12' }) };
};
const ofBeacon = { object: beacon, missing: { id: randomUUID() } };

const application = async (app: TestApp, owner: string): Promise<Params> => ({
  application: (await insertOwnedApplication(app, owner)).name,
});
const ofApplication = { object: application, missing: { application: 'nowhere' } };
const operation = async (app: TestApp, owner: string): Promise<Params> => ({
  id: await insertOwnedOperation(app, owner),
});
const ofOperation = { object: operation, missing: { id: randomUUID() } };

const missingToken = { id: '0123456789abc' };

let lastServiceAccount = 0;
const serviceAccount = async (app: TestApp, owner: string): Promise<Params> => {
  lastServiceAccount += 1;
  const name = `program${lastServiceAccount}`;
  await createServiceAccount(app.operator, { name, scopes: ['devices:read'], owner });
  return { name };
};

const session = async (app: TestApp, owner: string): Promise<Params> => {
  const request = { username: owner, password: testPassword };
  return { id: (await startSession(app.operator, app.keys, request)).id };
};

let lastRole = 0;
const role = async (app: TestApp): Promise<Params> => {
  lastRole += 1;
  const name = `example${lastRole}`;
  await app.addRole({ name, scopes: ['devices:read'], groups: null });
  return { name };
};
const userWithRole = async (app: TestApp): Promise<Params> => {
  const params = await user(app);
  const { name } = await role(app);
  await changeUserRoles(app.operator, { username: params['username']!, roles: [name!] });
  return params;
};
const missingRole = { name: 'nothing' };

const ofDevice = { object: device, missing: missingDevice };
const ofDenied = { object: deniedDevice, missing: missingDevice };
const ofPermit = { object: permit, missing: { ...missingDevice, id: randomUUID() } };
const ofCa = { object: deviceCa, missing: { id: randomUUID() } };
const ofEnrolment = { object: enrolment, missing: missingDevice };
const ofUser = { object: user, missing: missingUser };
const ofToken = { object: token, missing: missingToken };
const ofRole = { object: role, missing: missingRole };
const ofServiceAccount = { object: serviceAccount, missing: { name: 'nothing' } };
const list = { status: 200 };

const devices: Readonly<Record<string, OperationExample>> = {
  listDevices: list,
  getDevice: { status: 200, ...ofDevice },
  denyDevice: { status: 204, ...ofDevice },
  listDeniedDevices: list,
  undenyDevice: { status: 204, ...ofDenied },
  getLabels: { status: 200, ...ofDevice },
  replaceLabels: { status: 200, ...ofDevice, body: { group: nearGroup } },
  patchLabels: { status: 200, ...ofDevice, body: { upserts: { a: 'b' } } },
  listKnownGroups: list,
  listKnownLabels: list,
  listDeviceKeys: { status: 200, ...ofDevice },
  listPendingKeys: list,
  listRekeyPermits: { status: 200, ...ofDevice },
  createRekeyPermit: { status: 201, ...ofDevice, body: { 'any-key': true } },
  revokeRekeyPermit: { status: 204, ...ofPermit },
  listPendingEnrolments: { status: 200 },
  approveEnrolment: { status: 204, ...ofEnrolment, body: {} },
  rejectEnrolment: { status: 204, ...ofEnrolment },
  listDeviceCas: { status: 200 },
  addDeviceCa: { status: 201, body: { certificate: pki.createCa().certPem } },
  getDeviceCa: { status: 200, ...ofCa },
  changeDeviceCa: { status: 200, ...ofCa, body: { 'enrolment-policy': 'approval' } },
  retireDeviceCa: { status: 204, ...ofCa },
  reinstateDeviceCa: { status: 204, ...ofCa, object: retiredCa },
  listGateways: { status: 200 },
  listCertificates: { status: 200 },
};

const root = async (app: TestApp): Promise<Params> => {
  await app.makeTufKeys();
  return { file: 'root.json' };
};

const metadata: Readonly<Record<string, OperationExample>> = {
  getRoot: { status: 200, object: root, missing: { file: '9.root.json' } },
  getUpdateMetadata: {
    status: 200,
    object: insertSignedUpdate,
    missing: { tag: 'main', update: 'nothing' },
  },
};

const people: Readonly<Record<string, OperationExample>> = {
  listUsers: { status: 200 },
  createUser: { status: 201, body: { username: 'example', scopes: [] } },
  findUser: { status: 200, ...ofUser },
  findUserScopes: { status: 200, ...ofUser },
  findUserRoles: { status: 200, ...ofUser },
  changeUserScopes: { status: 204, ...ofUser, body: { scopes: [] } },
  changeUserRoles: {
    status: 204,
    ...ofUser,
    object: userWithRole,
    body: { roles: [] },
    more: ['devices:read'],
  },
  deactivateUser: { status: 204, ...ofUser },
  reactivateUser: { status: 409, ...ofUser },
  resetPassword: { status: 204, ...ofUser, body: { password: 'staple battery horse' } },
  resetSecondFactor: { status: 404, ...ofUser },
  findSelf: { status: 200 },
  changeOwnPassword: {
    status: 204,
    by: 'session',
    body: { 'present-password': testPassword, password: 'staple battery horse' },
  },
  beginSecondFactor: { status: 201, by: 'session', body: { password: testPassword } },
  confirmSecondFactor: { status: 404, by: 'session', body: { 'one-time-code': '123456' } },
  removeSecondFactor: {
    status: 404,
    by: 'session',
    body: { password: testPassword, 'one-time-code': '123456' },
  },
  listApplications: { status: 200 },
  // Without a body there is no application.
  createApplication: { status: 400 },
  updateApplication: { status: 202, ...ofApplication, body: {} },
  startApplication: { status: 202, ...ofApplication },
  stopApplication: { status: 202, ...ofApplication },
  // There is one deployment alone.
  revertApplication: { status: 400, ...ofApplication, body: { target: -1 } },
  getApplication: { status: 200, ...ofApplication },
  listDeployments: { status: 200, ...ofApplication },
  listOperations: { status: 200, ...ofApplication },
  getOperation: { status: 200, ...ofOperation },
  tailOperation: { status: 200, ...ofOperation },
  getFleet: { status: 200 },
  listScopes: { status: 200 },
  listBeacons: { status: 200 },
  getBeacon: { status: 200, ...ofBeacon },
  deleteBeacon: { status: 204, ...ofBeacon },
  listDockerHosts: { status: 200 },
  getDockerHost: { status: 200, object: dockerHost, missing: { id: 'nowhere' } },
  listRoles: { status: 200 },
  createRole: {
    status: 201,
    body: { name: 'created', scopes: ['devices:read'] },
    more: ['devices:read'],
  },
  findRole: { status: 200, ...ofRole },
  changeRole: {
    status: 200,
    ...ofRole,
    body: { scopes: ['devices:read'], description: 'another' },
    more: ['devices:read'],
  },
  deleteRole: { status: 204, ...ofRole, more: ['devices:read'] },
  listIdentities: { status: 200, ...ofUser },
  listOwnIdentities: { status: 200 },
  unlinkIdentity: { status: 404, object: async (app) => ({ ...(await user(app)), provider: 'x' }) },
  unlinkOwnIdentity: {
    status: 404,
    by: 'session',
    object: () => Promise.resolve({ provider: 'nothing' }),
  },
  startLink: { status: 404, object: () => Promise.resolve({ provider: 'nothing' }) },
  listLoginProviders: { status: 200 },
};

const credentials: Readonly<Record<string, OperationExample>> = {
  startSession: { status: 401, body: { username: 'nobody', password: 'wrong' } },
  endSession: { status: 204, by: 'session' },
  listSessions: { status: 200 },
  listSessionsOfUser: { status: 200, ...ofUser },
  endSessionById: {
    status: 204,
    object: session,
    missing: missingToken,
    more: ['users:read-update'],
  },
  endSessionsOfUser: { status: 204, ...ofUser, more: ['users:read-update'] },
  issueToken: {
    status: 201,
    body: { name: 'made', scopes: ['tokens:create'] },
  },
  listTokens: { status: 200 },
  findToken: { status: 200, ...ofToken },
  changeToken: { status: 200, ...ofToken, body: { note: 'a' }, more: ['tokens:delete'] },
  rotateToken: { status: 200, by: 'session', ...ofToken, body: {} },
  rotateOwnToken: { status: 200, body: {} },
  revokeToken: { status: 204, ...ofToken, more: ['tokens:delete'] },
  reportTokenLeaks: { status: 200, body: [{ token: 'nothing', type: 'moorgate', url: '' }] },
  findTokenPattern: { status: 200 },
  createServiceAccount: { status: 201, body: { name: 'program', scopes: [] } },
  listServiceAccounts: { status: 200 },
  findServiceAccount: { status: 200, ...ofServiceAccount },
  changeServiceAccount: {
    status: 200,
    ...ofServiceAccount,
    body: { scopes: [] },
    more: ['users:read-update', 'devices:read'],
  },
  deleteServiceAccount: { status: 204, by: 'session', ...ofServiceAccount },
  issueServiceToken: {
    status: 201,
    ...ofServiceAccount,
    body: { name: 'made', scopes: ['devices:read'] },
    more: ['tokens:create', 'devices:read'],
  },
  revokeTokens: { status: 200, body: { scope: 'ci:read' }, more: ['tokens:delete'] },
};

const audit: Readonly<Record<string, OperationExample>> = {
  listAuditRecords: { status: 200 },
  exportAuditRecords: { status: 200 },
  listAuditCheckpoints: { status: 200 },
  makeAuditCheckpoint: { status: 201 },
  listAuditKeys: { status: 200 },
};

/** Every operation, by its id. An operation without a row here fails the suite. */
export const operationExamples: Readonly<Record<string, OperationExample>> = {
  ...devices,
  ...people,
  ...credentials,
  ...credentialExamples,
  ...audit,
  ...registrationExamples,
  ...buildExamples,
  ...configurationExamples,
  ...containerExamples,
  ...sourceExamples,
  ...updateExamples,
  ...rolloutExamples,
  ...reportExamples(device),
  ...targetExamples,
  ...metadata,
};
