import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@moorgate/observability';
import { createTestPki } from '@moorgate/testing';
import { PkiError } from '../pki/pki-error.ts';
import { certificateState, daysLeft } from './certificate-end.ts';
import { createExpiryWarnings } from './expiry-warnings.ts';
import { readWatchedCertificates, type WatchedCertificate } from './watched-certificate.ts';

const dayMs = 86_400_000;
const notAfter = new Date('2026-06-01T00:00:00Z');
const notBefore = new Date('2026-01-01T00:00:00Z');
const daysBefore = (days: number) => new Date(notAfter.getTime() - days * dayMs);

test.each([
  [daysBefore(31), 'valid', 31],
  [daysBefore(30), 'valid', 30],
  [daysBefore(29.9), 'ending', 29],
  [daysBefore(0), 'ending', 0],
  [new Date(notAfter.getTime() + 1), 'expired', -1],
  [new Date(notBefore.getTime() - 1), 'pending', 151],
])('at %p it is %s, with %d days left', (now, state, days) => {
  expect(certificateState({ notBefore, notAfter }, now)).toBe(state);
  expect(daysLeft({ notBefore, notAfter }, now)).toBe(days);
});

describe('warnings', () => {
  const certificate: WatchedCertificate = {
    kind: 'server',
    source: 'tls.pem',
    subject: 'CN=localhost',
    sha256: 'a',
    notBefore,
    notAfter,
  };

  const listen = () => {
    const lines: { level: string; daysLeft: number; source: string }[] = [];
    const stream = { write: (line: string) => lines.push(JSON.parse(line)) };
    const warn = createExpiryWarnings(createLogger({ service: 'test', stream }));
    return { lines, warn };
  };

  test('come once at thirty days, at seven, at one and at the end', () => {
    const { lines, warn } = listen();
    for (let hours = 40 * 24; hours > -48; hours--) warn([certificate], daysBefore(hours / 24));
    expect(lines.map(({ level, daysLeft: days }) => [level, days])).toEqual([
      ['warn', 29],
      ['warn', 6],
      ['error', 0],
      ['error', -1],
    ]);
    expect(lines[0]).toMatchObject({ kind: 'server', source: 'tls.pem', subject: 'CN=localhost' });
  });

  test('of a certificate that ends tomorrow come once, not once for each threshold', () => {
    const { lines, warn } = listen();
    warn([certificate], daysBefore(1.5));
    warn([certificate], daysBefore(1.4));
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
  });

  test('begin anew with another certificate in the same place', () => {
    const { lines, warn } = listen();
    warn([certificate], daysBefore(5));
    warn([{ ...certificate, sha256: 'b' }], daysBefore(5));
    expect(lines).toHaveLength(2);
  });

  test('do not come of what is not valid yet', () => {
    const { lines, warn } = listen();
    warn([{ ...certificate, notBefore: daysBefore(3) }], daysBefore(5));
    expect(lines).toEqual([]);
  });
});

describe('a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moorgate-expiry-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('tells each of its certificates with its kind', async () => {
    const pki = createTestPki();
    const between = pki.createCa({ issuer: pki.root });
    const path = join(folder, 'tls.pem');
    await writeFile(path, pki.server.certPem + between.certPem + pki.root.certPem);
    const found = await readWatchedCertificates(path);
    expect(found.map(({ kind, source }) => [kind, source])).toEqual([
      ['server', 'tls.pem'],
      ['ca', 'tls.pem'],
      ['root', 'tls.pem'],
    ]);
    expect(found[0]?.notAfter).toEqual(pki.server.x509.validToDate);
    expect(found[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(['', 'nothing', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'with %j in it is told as one that cannot be read',
    async (text) => {
      const path = join(folder, 'tls.pem');
      await writeFile(path, text);
      await expect(readWatchedCertificates(path)).rejects.toThrow(PkiError);
    },
  );
});
