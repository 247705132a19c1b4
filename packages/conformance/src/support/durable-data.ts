/** What a device and its operators gave each other, kept in mind to be read back; a denial destroys all of it. */
import { randomUUID } from 'node:crypto';
import type { SeededRandom } from '@moorgate/testing';
import { type AdminAnswer, type AdminClient } from './admin.ts';
import type { DeviceFiles } from './device.ts';
import { change, insistOn, type Outcome, read, sendAsAgent } from './exchange.ts';
import type { DurableUpdate } from './durable-update.ts';

/** What is there for certain, and what may be, because its answer did not come. */
export interface DurableData {
  /** Events and artifacts that were acknowledged. */
  readonly sure: Set<string>;
  readonly maybe: Set<string>;
  /** The configuration in force is one of these; null is none. */
  configurations: readonly (string | null)[];
  /** The update that it is given. */
  update: string | null;
  /** The last rollout to it, as long as nobody knows whether it was taken. */
  doubtful: { readonly path: string; readonly update: string } | null;
}

/** Whose data it is. */
export interface DataOwner {
  readonly uuid: string;
  readonly key: { readonly files: DeviceFiles };
  data: DurableData;
}

/** Who is spoken to. */
export interface DataServices {
  readonly admin: AdminClient;
  readonly gatewayUrl: string;
}

/** Of a device that was just let in. */
export const noData = (): DurableData => ({
  sure: new Set(),
  maybe: new Set(),
  configurations: [null],
  update: null,
  doubtful: null,
});

/** What somebody does who makes such data. */
export interface DataChange {
  readonly name: string;
  make(to: DataServices, owner: DataOwner, by: DataMaker): Promise<Outcome>;
}

/** Where chance and updates come from. */
export interface DataMaker {
  readonly random: SeededRandom;
  /** Updates that are there. */
  readonly updates: readonly DurableUpdate[];
}

const note = ({ data }: DataOwner, item: string, outcome: Outcome): Outcome => {
  (outcome === 'acknowledged' ? data.sure : data.maybe).add(item);
  return outcome;
};

const reportEvent: DataChange['make'] = async ({ gatewayUrl }, owner) => {
  const id = randomUUID();
  const event = { correlationId: owner.uuid, targetName: 'lmp-1', version: '1' };
  const eventType = { id: 'EcuDownloadStarted', version: 0 };
  const body = [{ id, deviceTime: new Date().toISOString(), event, eventType }];
  const call = { method: 'POST', path: '/events', body: JSON.stringify(body) };
  return note(owner, `event ${id}`, await sendAsAgent(gatewayUrl, owner.key.files, call, 200));
};

const artifact = 'report.json';

const reportArtifact: DataChange['make'] = async ({ gatewayUrl }, owner) => {
  const id = randomUUID();
  const { files } = owner.key;
  const begin = { method: 'POST', path: '/tests' };
  const begun = await sendAsAgent(
    gatewayUrl,
    files,
    { ...begin, body: JSON.stringify({ name: 'durable', 'test-id': id }) },
    201,
  );
  note(owner, `test ${id}`, begun);
  if (begun === 'unknown') return begun;
  const path = `/tests/${id}/${artifact}`;
  const body = JSON.stringify({ id });
  const sent = await sendAsAgent(gatewayUrl, files, { method: 'PUT', path, body }, 200);
  return note(owner, `artifact ${id}`, sent);
};

const configurationFile = 'durable';

const configure: DataChange['make'] = async ({ admin }, owner) => {
  const value = randomUUID();
  const body = { Files: { [configurationFile]: { Value: value, Unencrypted: true } } };
  const path = `/v1/configs/device/${owner.uuid}`;
  const { outcome } = await change(() => admin.call('PUT', path, body), 204);
  const { data } = owner;
  data.configurations = outcome === 'acknowledged' ? [value] : [...data.configurations, value];
  return outcome;
};

const rollOut: DataChange['make'] = async ({ admin }, owner, { random, updates }) => {
  const update = random.pick(updates);
  update.isUsed = true;
  const path = `${update.path}/rollouts/${randomUUID()}`;
  const body = { uuids: [owner.uuid] };
  const { outcome } = await change(() => admin.call('PUT', path, body), 202);
  if (outcome === 'acknowledged') owner.data.update = update.name;
  else owner.data.doubtful = { path, update: update.name };
  return outcome;
};

/** Every kind of it. */
export const dataChanges: readonly DataChange[] = [
  { name: 'event', make: reportEvent },
  { name: 'artifact', make: reportArtifact },
  { name: 'configuration', make: configure },
  { name: 'rollout', make: rollOut },
];

const has = (what: string, { uuid }: DataOwner, isSo: boolean, found: unknown): void => {
  if (!isSo) throw new Error(`${what} of ${uuid}: found ${JSON.stringify(found)}`);
};

const listEvents = async ({ admin }: DataServices, { uuid }: DataOwner): Promise<string[]> => {
  const path = `/v1/devices/${uuid}/updates/${uuid}`;
  const { status, body } = await read(() => admin.call('GET', path));
  return status === 404 ? [] : (body as { id: string }[]).map(({ id }) => `event ${id}`);
};

/** Of a test that has its artifact, what it reads must be what was sent. */
const listTestItems = async ({ admin }: DataServices, owner: DataOwner): Promise<string[]> => {
  const get = (path: string): Promise<AdminAnswer> =>
    read(() => admin.call('GET', `/v1/devices/${owner.uuid}/tests${path}`));
  const items: string[] = [];
  for (const { uuid: id } of (await get('')).body as { uuid: string }[]) {
    items.push(`test ${id}`);
    const found = await get(`/${id}/${artifact}`);
    if (found.status === 404) continue;
    has('artifact', owner, (found.body as { id?: string }).id === id, found.body);
    items.push(`artifact ${id}`);
  }
  return items;
};

const checkItems = async (to: DataServices, owner: DataOwner): Promise<void> => {
  const { sure, maybe } = owner.data;
  const found = new Set([...(await listEvents(to, owner)), ...(await listTestItems(to, owner))]);
  const lost = [...sure].filter((item) => !found.has(item));
  has('what is lost', owner, lost.length === 0, lost);
  const unknown = [...found].filter((item) => !sure.has(item) && !maybe.has(item));
  has('what was destroyed, or never sent', owner, unknown.length === 0, unknown);
};

type Files = Readonly<Record<string, { readonly Value: string }>>;

const checkConfiguration = async (to: DataServices, owner: DataOwner): Promise<void> => {
  const { uuid, key, data } = owner;
  const layer = await read(() => to.admin.call('GET', `/v1/configs/device/${uuid}`));
  const configured = (layer.body as { Files: Files } | null)?.Files[configurationFile]?.Value;
  const expected = data.configurations;
  has('configuration', owner, expected.includes(configured ?? null), { configured, expected });
  const given = await insistOn(to.gatewayUrl, key.files, '/config');
  const got = given.status === 204 ? null : (JSON.parse(given.body) as Files)[configurationFile];
  const isSame = got?.Value === configured;
  has('configuration that it is given', owner, isSame, { got, configured });
  data.configurations = [configured ?? null];
};

/** Finds out whether the last rollout was taken, then waits until it was committed. */
const checkUpdate = async (to: DataServices, owner: DataOwner): Promise<void> => {
  const { key, data } = owner;
  const { doubtful } = data;
  if (doubtful !== null) {
    const { status } = await read(() => to.admin.call('GET', doubtful.path));
    if (status === 200) data.update = doubtful.update;
    data.doubtful = null;
  }
  const isGiven = ({ status, body }: { status: number; body: string }): boolean =>
    data.update === null ? status === 404 : status === 200 && body === data.update;
  const { status, body } = await insistOn(to.gatewayUrl, key.files, '/ostree/config', isGiven);
  has(`update ${String(data.update)}`, owner, isGiven({ status, body }), { status, body });
};

/** Reads all of it back, of a device that the gateway lets in. Throws when something was lost, or is there that must not be. */
export const readDataBack = async (to: DataServices, owner: DataOwner): Promise<void> => {
  await checkItems(to, owner);
  await checkConfiguration(to, owner);
  await checkUpdate(to, owner);
};
