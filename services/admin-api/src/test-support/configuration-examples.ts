/** One request for every operation about configurations, tests and actions. */
import { randomUUID } from 'node:crypto';
import { setConfiguration } from '@moorgate/configurations';
import type { ConfigurationLayer } from '@moorgate/db';
import { insertDevice } from './insert-device.ts';
import type { OperationExample, Params } from './operation-example.ts';
import { offerActions, reportTest } from './report-test.ts';
import { type TestApp, testFactory } from './test-app.ts';

const group = 'near';
const file = (value: string) => ({ value, isUnencrypted: true, onChanged: [] });
const change = { Files: { 'a.conf': { Value: 'x', Unencrypted: true } }, Reason: 'example' };

const configure = async (app: TestApp, layer: ConfigurationLayer): Promise<void> => {
  for (const value of [randomUUID(), randomUUID()])
    await setConfiguration(app.operator, { layer, files: { 'a.conf': file(value) }, reason: '' });
};

const factory = async (app: TestApp): Promise<Params> => {
  await configure(app, { factory: testFactory });
  return {};
};

const ofGroup = {
  object: async (app: TestApp): Promise<Params> => {
    await configure(app, { groupName: group });
    return { name: group };
  },
  missing: { name: 'nowhere' },
};

const newDevice = (app: TestApp): Promise<string> => insertDevice(app.db, { labels: { group } });
const missing = { uuid: randomUUID() };
const ofDevice = {
  object: async (app: TestApp): Promise<Params> => {
    const uuid = await newDevice(app);
    await configure(app, { deviceUuid: uuid });
    return { uuid };
  },
  missing,
};

const artifact = 'console.log';
const ofTest = {
  object: async (app: TestApp): Promise<Params> => {
    const uuid = await newDevice(app);
    return {
      uuid,
      id: await reportTest(app, uuid, { artifacts: { [artifact]: Buffer.from('x') } }),
    };
  },
  missing: { ...missing, id: randomUUID() },
};
const ofArtifact = {
  object: async (app: TestApp): Promise<Params> => ({ ...(await ofTest.object(app)), artifact }),
  missing: { ...ofTest.missing, artifact },
};
const ofActions = {
  object: async (app: TestApp): Promise<Params> => {
    const uuid = await newDevice(app);
    await offerActions(app, uuid, 'diag,reboot');
    return { uuid };
  },
  missing,
};

/** Operations about configurations, tests and actions, by their ids. */
export const configurationExamples: Readonly<Record<string, OperationExample>> = {
  getFactoryConfiguration: { status: 200, object: factory },
  setFactoryConfiguration: { status: 204, body: change },
  listFactoryConfigurationHistory: { status: 200 },
  revertFactoryConfiguration: { status: 204, object: factory, body: { Revision: 1 } },
  getGroupConfiguration: { status: 200, ...ofGroup },
  setGroupConfiguration: { status: 204, ...ofGroup, body: change },
  listGroupConfigurationHistory: { status: 200, ...ofGroup },
  revertGroupConfiguration: { status: 204, ...ofGroup, body: { Revision: 1 } },
  getDeviceConfiguration: { status: 200, ...ofDevice },
  setDeviceConfiguration: { status: 204, ...ofDevice, body: change },
  listDeviceConfigurationHistory: { status: 200, ...ofDevice },
  revertDeviceConfiguration: { status: 204, ...ofDevice, body: { Revision: 1 } },
  getAppliedConfiguration: { status: 204, ...ofDevice },
  getEffectiveConfiguration: { status: 200, ...ofDevice },
  // Without a body there is no archive.
  uploadConfigurations: { status: 400 },
  listTests: { status: 200, ...ofTest },
  getTest: { status: 200, ...ofTest },
  getArtifact: { status: 200, ...ofArtifact },
  listActions: { status: 200, ...ofActions },
  startAction: { status: 201, ...ofActions, body: { name: 'diag' } },
};
