/** What a gateway of two workers logs of the connections that both of them refuse. */
import { denyDevice } from '@moorgate/devices';
import { createTestPki, type TestLeaf } from '@moorgate/testing';
import { callGateway } from '../test-support/device-client.ts';
import {
  onlyWith,
  startSupervised,
  type SupervisedGateway,
} from '../test-support/start-supervised.ts';
import { startTestGateway, type TestGateway, until } from '../test-support/start-test-gateway.ts';

/** Processes take their time to start on a host that is busy with other things. */
const timeoutMs = 90_000;

let running: TestGateway;
let gateway: SupervisedGateway;
beforeAll(async () => {
  running = await startTestGateway();
  gateway = await startSupervised(running, {
    MOORGATE_GATEWAY_METRICS_ADDR: '127.0.0.1:0',
    MOORGATE_GATEWAY_DRAIN_MS: '0',
  });
}, timeoutMs);
afterAll(async () => {
  await gateway.close();
  await running.close();
}, timeoutMs);

const messages = {
  line: 'connection refused',
  counts: 'connections refused, not logged',
} as const;

const logged = (message: keyof typeof messages) =>
  gateway.lines.filter(({ msg }) => msg === messages[message]);

const suppressed = async (): Promise<number> => {
  const text = await (await fetch(`${String(gateway.ready.metricsUrl)}/metrics`)).text();
  return Number(/^moorgate_gateway_suppressed_log_lines_total (\d+)$/m.exec(text)?.[1]);
};

const refuse = async (leaf: TestLeaf, code: string): Promise<void> => {
  expect((await callGateway(gateway, { leaf })).body?.['code']).toBe(code);
};

/** Whom a line is about, and the minute of it. */
const keyOf = ({ uuid, address, code, time }: Record<string, unknown>): string =>
  [uuid ?? address, code, String(time).slice(0, '2026-03-01T12:00'.length)].join(' ');

const counted = (code: string): number =>
  logged('counts').reduce(
    (sum, { codes }) => sum + ((codes as Record<string, number>)[code] ?? 0),
    0,
  );

test(
  'a device that both refuse gets one line a minute, and all that got none are counted, up to the end',
  async () => {
    const denied = running.pki.issueDevice();
    await callGateway(gateway, { leaf: denied });
    await denyDevice(running.ctx, { uuid: denied.uuid });
    const stranger = createTestPki({ factory: 'elsewhere' }).issueDevice();
    const each = 3;
    const workers = gateway.workerPids();
    for (const worker of workers)
      await onlyWith(gateway, worker, async () => {
        for (let count = 0; count < each; count++) {
          await refuse(denied, 'device_denied');
          await refuse(stranger, 'certificate_untrusted');
        }
      });
    const ofEach = each * workers.length;
    // What a worker says is on its way when its client has the answer.
    await until(async () => {
      const all = logged('line').length + (await suppressed());
      return all === 2 * ofEach ? true : null;
    });
    const suppressedBefore = await suppressed();
    gateway.process.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);

    const lines = logged('line');
    const keys = lines.map(keyOf);
    expect(keys).toEqual([...new Set(keys)]);
    const ofDenied = lines.filter(({ uuid }) => uuid === denied.uuid);
    const ofStranger = lines.filter(({ code }) => code === 'certificate_untrusted');
    expect(ofDenied.length).toBeGreaterThan(0);
    expect(ofStranger.length).toBeGreaterThan(0);
    expect(ofDenied.length + counted('device_denied')).toBe(ofEach);
    expect(ofStranger.length + counted('certificate_untrusted')).toBe(ofEach);
    expect(lines.length + suppressedBefore).toBe(2 * ofEach);
  },
  timeoutMs,
);
