/** Transactions that end in another order than they began are in force on every gateway. */
import type { TLSSocket } from 'node:tls';
import { withDb } from '@moorgate/auth';
import { findDeviceByUuid, inTransaction } from '@moorgate/db';
import { denyDevice } from '@moorgate/devices';
import type { TestLeaf } from '@moorgate/testing';
import { callGateway, openConnection, untilClosed } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let running: TestGateway;
let ports: readonly number[];
beforeAll(async () => {
  running = await startTestGateway();
  const others = [await running.startAnother(), await running.startAnother()];
  ports = [running.port, ...others.map((gateway) => gateway.port)];
});
afterAll(() => running.close());

/** A connection of the device to each gateway. */
const connectToAll = async (leaf: TestLeaf): Promise<TLSSocket[]> => {
  await callGateway(running, { leaf });
  return Promise.all(ports.map((port) => openConnection({ port, pki: running.pki }, { leaf })));
};
const untilAllClosed = (sockets: readonly TLSSocket[]): Promise<unknown> =>
  Promise.all(sockets.map(untilClosed));

test('a denial that was begun first and is committed last cuts the device off everywhere, as does the one between', async () => {
  const [first, second] = [running.pki.issueDevice(), running.pki.issueDevice()];
  const [ofFirst, ofSecond] = [await connectToAll(first), await connectToAll(second)];
  await inTransaction(running.db, async (trx) => {
    await findDeviceByUuid(trx, first.uuid);
    await denyDevice(running.ctx, { uuid: second.uuid });
    await untilAllClosed(ofSecond);
    expect(ofFirst.some((socket) => socket.destroyed)).toBe(false);
    await denyDevice(withDb(running.ctx, trx), { uuid: first.uuid });
  });
  await untilAllClosed(ofFirst);
  for (const leaf of [first, second]) {
    for (const port of ports) {
      const answer = await callGateway({ port, pki: running.pki }, { leaf });
      expect(answer.body).toMatchObject({ code: 'device_denied' });
    }
  }
});
