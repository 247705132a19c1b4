/** How many connections there may be: in all, of an address, and of a device. */
import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { askOn, openConnection, untilClosed } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';
import { endpointsWith, type HeldEndpoint, holdAnswers } from './test-support/test-endpoints.ts';

let running: TestGateway;
let held: HeldEndpoint;
const open: TLSSocket[] = [];
beforeAll(async () => {
  held = holdAnswers();
  running = await startTestGateway(
    {
      connectionsMax: 6,
      connectionsPerAddressMax: 4,
      connectionsPerDeviceMax: 2,
      refusedTimeoutMs: 300,
    },
    undefined,
    { endpoints: endpointsWith(held.endpoint) },
  );
});
afterEach(async () => {
  held.release();
  for (const socket of open.splice(0)) socket.destroy();
  await until(async () => ((await metric('open_connections')) === 0 ? true : null));
});
afterAll(() => running.close());

const metric = (name: string, labels: Record<string, string> = {}): Promise<number> =>
  running.gateway.metrics.valueOf(`moorgate_gateway_${name}`, labels);

const connectFrom = async (
  localAddress: string,
  leaf = running.pki.issueDevice(),
): Promise<TLSSocket> => {
  const socket = await openConnection(running, { leaf, tls: { localAddress } as object });
  open.push(socket);
  return socket;
};

test('an address that has as many as it may have gets no handshake, and others are served', async () => {
  const first = await connectFrom('127.0.0.2');
  for (let count = 1; count < 4; count += 1) await connectFrom('127.0.0.2');
  const dropped = { reason: 'too_many_connections_of_address' };
  const before = await metric('connections_dropped_total', dropped);
  await expect(connectFrom('127.0.0.2')).rejects.toThrow();
  expect(await metric('connections_dropped_total', dropped)).toBe(before + 1);
  expect((await askOn(await connectFrom('127.0.0.3'))).status).toBe(200);
  expect(running.lines).toContainEqual(
    expect.objectContaining({ code: dropped.reason, address: '127.0.0.2' }),
  );

  first.destroy();
  await until(async () => ((await metric('open_connections')) === 4 ? true : null));
  expect((await askOn(await connectFrom('127.0.0.2'))).status).toBe(200);
});

test('beyond the number that a process takes, nobody gets a handshake', async () => {
  for (const address of ['127.0.0.4', '127.0.0.5']) {
    for (let count = 0; count < 3; count += 1) await connectFrom(address);
  }
  const dropped = { reason: 'too_many_connections' };
  const before = await metric('connections_dropped_total', dropped);
  await expect(connectFrom('127.0.0.6')).rejects.toThrow();
  expect(await metric('connections_dropped_total', dropped)).toBe(before + 1);
});

describe('a device that has as many as it may have', () => {
  test('loses the one that has rested for longest when it opens another', async () => {
    const leaf = running.pki.issueDevice();
    const first = await connectFrom('127.0.0.7', leaf);
    const second = await connectFrom('127.0.0.7', leaf);
    expect((await askOn(first)).status).toBe(200);
    const closed = untilClosed(second);
    const third = await connectFrom('127.0.0.7', leaf);
    await closed;
    expect((await askOn(third)).status).toBe(200);
    expect((await askOn(first)).status).toBe(200);
    expect(
      await metric('connections_closed_total', { reason: 'too_many_connections' }),
    ).toBeGreaterThan(0);
  });

  test('gets 429 on another one while requests are under way on all, and is disconnected', async () => {
    const leaf = running.pki.issueDevice();
    const answers = [];
    for (let count = 0; count < 2; count += 1) {
      answers.push(askOn(await connectFrom('127.0.0.8', leaf), '/held'));
      await until(() => (held.waiting() === count + 1 ? true : null));
    }
    const third = await connectFrom('127.0.0.8', leaf);
    const refused = await askOn(third);
    expect([refused.status, refused.body?.['code']]).toEqual([429, 'too_many_connections']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers.connection).toBe('close');
    held.release();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([204, 204]);
    expect((await askOn(await connectFrom('127.0.0.8', leaf))).status).toBe(200);
  });

  test('does not keep one more that never asks', async () => {
    const leaf = running.pki.issueDevice();
    for (let count = 0; count < 2; count += 1) {
      void askOn(await connectFrom('127.0.0.8', leaf), '/held').catch(() => undefined);
      await until(() => (held.waiting() === count + 1 ? true : null));
    }
    const third = await connectFrom('127.0.0.8', leaf);
    await once(third.resume(), 'close');
  });

  test('is not kept out by connections that show another key for it', async () => {
    const leaf = running.pki.issueDevice();
    const first = await connectFrom('127.0.0.9', leaf);
    expect((await askOn(first)).status).toBe(200);
    const impostor = running.pki.issueDevice({ uuid: leaf.uuid });
    for (let count = 0; count < 2; count += 1) await connectFrom('127.0.0.9', impostor);
    const second = await connectFrom('127.0.0.9', leaf);
    expect((await askOn(second)).status).toBe(200);
    expect((await askOn(first)).status).toBe(200);
  });
});
