/** Who is let in, by the certificate that it shows and by what became of its device. */
import { type DeviceOptions, oddLeaf, purpose } from '@moorgate/testing';
import { type AgentsGround, openAgentsGround } from '../support/agents-ground.ts';
import type { DeviceAnswer } from '../support/device.ts';
import { issueDevice, type TestDevice } from '../support/fleet.ts';
import { keepConnection } from '../support/kept-connection.ts';

let ground: AgentsGround;
beforeAll(async () => {
  ground = await openAgentsGround(['devices:create', 'devices:read-update', 'devices:delete']);
}, 120_000);
afterAll(() => ground?.close(), 60_000);

const verdictOf = ({ status, body }: DeviceAnswer): unknown =>
  status === 200 ? 'served' : [status, (JSON.parse(body) as { code: string }).code];
const verdictOn = async (device: TestDevice | null): Promise<unknown> =>
  verdictOf(await ground.ask(device, '/device'));
const hourMs = 3_600_000;
const expired = (): DeviceOptions => ({
  notBefore: new Date(Date.now() - 48 * hourMs),
  notAfter: new Date(Date.now() - hourMs),
});

describe('with the device CA alone in cas.pem, which is no root', () => {
  test('its devices are served, the odd leaves of development tools among them', async () => {
    expect(await verdictOn(issueDevice(ground.pki))).toBe('served');
    expect(await verdictOn(issueDevice(ground.pki, oddLeaf))).toBe('served');
  });

  test.each([
    ['an expired certificate', expired, 'certificate_expired'],
    [
      'one for servers',
      () => ({ extendedKeyUsage: [purpose.serverAuth] }),
      'certificate_purpose_forbidden',
    ],
    ['one that the root signed itself', () => ({ ca: ground.pki.root }), 'certificate_untrusted'],
    ['one that it signed itself', () => ({ ca: 'self' as const }), 'certificate_untrusted'],
    [
      'one whose name is no UUID',
      () => ({ commonNames: ['../certs'] }),
      'certificate_subject_invalid',
    ],
  ])('%s is refused with 403 and its reason', async (_, options, code) => {
    expect(await verdictOn(issueDevice(ground.pki, options()))).toEqual([403, code]);
  });

  test('no certificate is refused with 403', async () => {
    expect(await verdictOn(null)).toEqual([403, 'certificate_required']);
  });
});

test('devices of a second CA are served once it is added, and no longer once it is retired', async () => {
  const { pki, admin } = ground;
  const ca = pki.createCa({ commonName: 'second', factory: 'acme' });
  const device = issueDevice(pki, { ca });
  expect(await verdictOn(device)).toEqual([403, 'certificate_untrusted']);
  const added = await admin.call('POST', '/v1/device-cas', { certificate: ca.certPem });
  expect(added.status).toBe(201);
  expect(await verdictOn(device)).toBe('served');
  expect(await verdictOn(issueDevice(pki))).toBe('served');
  const { id } = added.body as { id: string };
  expect((await admin.call('DELETE', `/v1/device-cas/${id}`)).status).toBe(204);
  expect(await verdictOn(device)).not.toBe('served');
});

test('a denial closes the connection that is open; un-denied, the same key is served and another one is not', async () => {
  const device = await ground.enrol();
  const open = keepConnection(ground.product.ready.gatewayUrl, device.files);
  expect(await open.ask('/device')).toMatchObject({ kind: 'answered', status: 200 });
  expect((await ground.admin.call('DELETE', `/devices/${device.uuid}`)).status).toBe(204);
  const { body, status } = await ground.ask(device, '/device');
  expect([status, body.includes(`Device(${device.uuid}) is on the denied list`)]).toEqual([
    403,
    true,
  ]);
  const next = await open.ask('/device');
  expect(next).not.toMatchObject({ status: 200 });
  open.close();

  expect((await ground.admin.call('DELETE', `/denied-devices/${device.uuid}`)).status).toBe(204);
  expect(await verdictOn(device)).toBe('served');
  const other = issueDevice(ground.pki, { uuid: device.uuid });
  // Not a fault of the server, after which agents would try again for most of a minute.
  expect(await verdictOn(other)).toEqual([403, 'device_key_mismatch']);
});
