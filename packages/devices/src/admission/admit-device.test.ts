import { retireDeviceCa } from '../device-cas/retire-device-ca.ts';
import { reinstateDeviceCa } from '../device-cas/reinstate-device-ca.ts';
import { admissionOver, present } from '../test-support/admission.ts';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import type { TestLeaf } from '@moorgate/testing';
import { type AdmissionServices, admitDevice } from './admit-device.ts';
import { createRefusalLimiter } from './refusal-limiter.ts';

const hour = 3_600_000;

let store: TestStore;
let createServices: (changes?: Partial<AdmissionServices>) => Promise<AdmissionServices>;
beforeAll(async () => {
  store = await startStore();
  store.clock.set(new Date().toISOString());
  createServices = admissionOver(store);
});
afterAll(() => store.close());

test('a device is named before the store is asked about it', async () => {
  const order: string[] = [];
  const services = await createServices();
  const { find } = services.lookups;
  const lookups = {
    find: (...asked: Parameters<typeof find>) => {
      order.push('asked');
      return find(...asked);
    },
  };
  const leaf = store.pki.issueDevice();
  const identified = (uuid: string): void => void order.push(uuid);
  await admitDevice({ ...services, lookups }, present(leaf, { identified }));
  expect(order.slice(0, 2)).toEqual([leaf.uuid, 'asked']);
});

test('a row that is older than a known change of its device is read again', async () => {
  const services = await createServices();
  const seen: number[] = [];
  const hasChangedSince = (sequence: number): boolean => {
    seen.push(sequence);
    return seen.length < 3;
  };
  const leaf = store.pki.issueDevice();
  await admitDevice(services, present(leaf));
  const verdict = await admitDevice(services, present(leaf, { hasChangedSince }));
  expect(verdict.kind).toBe('device');
  expect(seen).toHaveLength(3);
});

test('a device that changes faster than it can be read gets no verdict', async () => {
  const services = await createServices();
  const leaf = store.pki.issueDevice();
  await expect(
    admitDevice(services, present(leaf, { hasChangedSince: () => true })),
  ).rejects.toMatchObject({ code: 'service_unavailable' });
});

test('with a feed that is not followed the CAs are read before a verdict', async () => {
  const leaf = store.pki.issueDevice();
  const followed = await createServices();
  const alone = await createServices({ isFeedCurrent: () => false });
  expect((await admitDevice(alone, present(leaf))).kind).toBe('device');
  await retireDeviceCa(store.ctx, store.caId);
  expect((await admitDevice(followed, present(leaf))).kind).toBe('device');
  expect(await admitDevice(alone, present(leaf))).toMatchObject({ code: 'device_ca_retired' });
  await reinstateDeviceCa(store.ctx, store.caId);
});

test('a CA that was retired in the meantime enrols nobody, even where that is not known yet', async () => {
  const services = await createServices();
  await retireDeviceCa(store.ctx, store.caId);
  const verdict = await admitDevice(services, present(store.pki.issueDevice()));
  expect(verdict).toMatchObject({ kind: 'refused', code: 'device_ca_retired' });
  await reinstateDeviceCa(store.ctx, store.caId);
});

describe('an expired certificate', () => {
  const expired = (device?: TestLeaf): TestLeaf =>
    store.pki.issueDevice({
      notAfter: new Date(store.clock.now().getTime() - hour),
      ...(device === undefined ? {} : { uuid: device.uuid, keys: device.keys }),
    });
  const refusal = { kind: 'refused', code: 'certificate_expired' };

  test('of a known device is renewable within the grace, and refused after it', async () => {
    const lenient = await createServices({ renewalGraceMs: 2 * hour });
    const strict = await createServices({ renewalGraceMs: hour / 2 });
    const device = store.pki.issueDevice();
    await admitDevice(lenient, present(device));
    expect((await admitDevice(lenient, present(expired(device)))).kind).toBe('renewable');
    expect(await admitDevice(strict, present(expired(device)))).toEqual(refusal);
  });

  test('enrols nobody, not even within the grace', async () => {
    const lenient = await createServices({ renewalGraceMs: 2 * hour });
    const leaf = expired();
    expect(await admitDevice(lenient, present(leaf))).toEqual(refusal);
    expect(await store.listActions('device', leaf.uuid)).toEqual([]);
  });
});

test('no certificate is judged for the first time for an address over its limit, good ones included', async () => {
  const limiter = createRefusalLimiter({ failuresMax: 1, nowMs: () => 0 });
  const services = await createServices({ limiter });
  const stranger = store.pki.issueDevice({ ca: 'self' });
  await admitDevice(services, present(stranger));
  expect(await admitDevice(services, present(store.pki.issueDevice()))).toEqual({
    kind: 'refused',
    code: 'too_many_refusals',
  });
});

test('a device that was judged good before goes on, whatever others behind its address show', async () => {
  const limiter = createRefusalLimiter({ failuresMax: 1, nowMs: () => 0 });
  const services = await createServices({ limiter });
  const device = store.pki.issueDevice();
  await admitDevice(services, present(device));
  await admitDevice(services, present(store.pki.issueDevice({ ca: 'self' })));
  expect((await admitDevice(services, present(device))).kind).toBe('device');
});
