/** Session tickets of a gateway with two workers: good at both while the CAs stay, good at none after one was retired. */
import type { SecureVersion } from 'node:tls';
import { retireDeviceCa } from '@moorgate/devices';
import type { TestCertificate } from '@moorgate/testing';
import { callOn, openConnection, untilClosed } from '../test-support/device-client.ts';
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
  gateway = await startSupervised(running, { MOORGATE_GATEWAY_SESSION_TICKETS: 'true' });
}, timeoutMs);
afterAll(async () => {
  await gateway.close();
  await running.close();
}, timeoutMs);

/** One request on a new connection, and the ticket that came with it. */
const takeTicket = async (leaf: TestCertificate, version: SecureVersion): Promise<Buffer> => {
  const socket = await openConnection(gateway, { leaf, version });
  // With TLS 1.3 tickets come after the handshake.
  let session = version === 'TLSv1.2' ? socket.getSession() : undefined;
  socket.on('session', (given) => {
    session = given;
  });
  const ended = untilClosed(socket);
  expect((await callOn(socket)).status).toBe(200);
  await ended;
  if (session === undefined) throw new Error('the gateway gave no ticket');
  return session;
};

const isResumed = async (
  leaf: TestCertificate,
  version: SecureVersion,
  session: Buffer,
): Promise<boolean> => {
  const socket = await openConnection(gateway, { leaf, version, tls: { session } });
  const isReused = socket.isSessionReused();
  expect((await callOn(socket)).status).toBe(200);
  return isReused;
};

const retireSomeCa = async (): Promise<void> => {
  const ca = running.pki.createCa({ commonName: `short-lived ${performance.now()}` });
  await retireDeviceCa(running.ctx, await running.trust(ca));
};

const replaceOne = async (worker: number): Promise<number> => {
  const before = gateway.workerPids();
  const taken = (): number =>
    gateway.lines.filter(({ msg }) => msg === 'a worker took the place of the one that ended')
      .length;
  const count = taken();
  process.kill(worker, 'SIGKILL');
  await until(() => (taken() > count ? true : null), timeoutMs);
  return gateway.workerPids().find((pid) => !before.includes(pid)) ?? 0;
};

describe.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])('on %s', (version) => {
  test(
    'a ticket of one worker resumes at the other, and at one that began later',
    async () => {
      const leaf = running.pki.issueDevice();
      const [first = 0, second = 0] = gateway.workerPids();
      const session = await onlyWith(gateway, first, () => takeTicket(leaf, version));
      expect(await onlyWith(gateway, second, () => isResumed(leaf, version, session))).toBe(true);
      const third = await replaceOne(second);
      expect(await onlyWith(gateway, third, () => isResumed(leaf, version, session))).toBe(true);
    },
    timeoutMs,
  );

  test(
    'once a CA is retired no ticket from before resumes, at no worker, nor at one that begins later',
    async () => {
      const leaf = running.pki.issueDevice();
      const [first = 0, second = 0] = gateway.workerPids();
      const session = await takeTicket(leaf, version);
      await retireSomeCa();
      for (const worker of [first, second])
        expect(await onlyWith(gateway, worker, () => isResumed(leaf, version, session))).toBe(
          false,
        );
      const third = await replaceOne(second);
      expect(await onlyWith(gateway, third, () => isResumed(leaf, version, session))).toBe(false);
      const fresh = await onlyWith(gateway, first, () => takeTicket(leaf, version));
      expect(await onlyWith(gateway, third, () => isResumed(leaf, version, fresh))).toBe(true);
    },
    timeoutMs,
  );
});
