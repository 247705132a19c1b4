import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CertificateAuthority, drawSealingKeys, loadTokenAuthority } from '@moorgate/auth';
import { frozenClock } from '@moorgate/testing';
import { createClientTokens } from './client-tokens.ts';
import { createTokenSigner } from './token-signer.ts';

const start = '2026-03-01T12:00:00.000Z';
const dayMs = 86_400_000;

let folder: string;
let authority: CertificateAuthority;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-tokens-'));
  authority = await loadTokenAuthority(folder, new Date(start));
});
afterAll(() => rm(folder, { recursive: true }));

const ground = () => {
  const clock = frozenClock(start);
  return { clock, signer: createTokenSigner(authority, clock) };
};

const leafOf = (token: string): unknown => {
  const [header = ''] = token.split('.');
  const { x5c } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { x5c: string[] };
  return x5c[0];
};

describe('the CA of tokens', () => {
  test('is made once, for its owner alone, and is the same for processes that start at once', async () => {
    const other = await mkdtemp(join(tmpdir(), 'moorgate-ca-'));
    const [one, two] = await Promise.all([loadTokenAuthority(other), loadTokenAuthority(other)]);
    expect(one.certificate.fingerprint256).toBe(two.certificate.fingerprint256);
    expect((await stat(join(other, 'registry-ca.json'))).mode & 0o777).toBe(0o600);
    await rm(other, { recursive: true });
  });

  test('is not read from a file of something else, which is not quoted', async () => {
    const other = await mkdtemp(join(tmpdir(), 'moorgate-ca-'));
    await writeFile(join(other, 'registry-ca.json'), '{"key":"of somebody","certificate":""}');
    const reading = loadTokenAuthority(other);
    await expect(reading).rejects.toThrow('is not a private key with its certificate');
    await expect(reading).rejects.not.toThrow('somebody');
    await rm(other, { recursive: true });
  });
});

describe('a signer', () => {
  test('signs what every process with this CA takes, for its audience and its time', async () => {
    const { clock, signer } = ground();
    const { token } = await signer.sign({ aud: 'a', sub: 'x' }, 60);
    const elsewhere = createTokenSigner(authority, clock);
    expect(await elsewhere.verify(token, 'a')).toMatchObject({ iss: 'moorgate', sub: 'x' });
    expect(await elsewhere.verify(token, 'b')).toBeNull();
    clock.advance(70_000);
    expect(await elsewhere.verify(token, 'a')).toBeNull();
  });

  test('judges what it has verified before by its time, its audience and its text alone', async () => {
    const { clock, signer } = ground();
    const { token } = await signer.sign({ aud: 'a', sub: 'x', access: ['one'] }, 60);
    for (let time = 0; time < 3; time += 1) {
      expect(await signer.verify(token, 'a')).toMatchObject({ sub: 'x', access: ['one'] });
      expect(await signer.verify(token, 'b')).toBeNull();
      expect(await signer.verify(`${token.slice(0, -4)}AAAA`, 'a')).toBeNull();
    }
    clock.advance(64_000);
    expect(await signer.verify(token, 'a')).not.toBeNull();
    clock.advance(1_000);
    expect(await signer.verify(token, 'a')).toBeNull();
    clock.advance(-90_000);
    expect(await signer.verify(token, 'a')).toBeNull();
    // So many others that the first one is forgotten.
    clock.advance(30_000);
    for (let number = 0; number < 1_001; number += 1)
      await signer.verify((await signer.sign({ aud: 'a', sub: String(number) }, 60)).token, 'a');
    expect(await signer.verify(token, 'a')).toMatchObject({ sub: 'x' });
  });

  test('has another key each day, and when it is told; tokens of the one before stay good', async () => {
    const { clock, signer } = ground();
    const first = await signer.sign({ aud: 'a', sub: 'x' }, 2 * 86_400);
    const again = await signer.sign({ aud: 'a', sub: 'x' }, 60);
    expect(leafOf(again.token)).toBe(leafOf(first.token));
    clock.advance(dayMs);
    const later = await signer.sign({ aud: 'a', sub: 'x' }, 60);
    expect(leafOf(later.token)).not.toBe(leafOf(first.token));
    signer.rotate();
    const rotated = await signer.sign({ aud: 'a', sub: 'x' }, 60);
    expect(leafOf(rotated.token)).not.toBe(leafOf(later.token));
    for (const { token } of [first, later, rotated])
      expect(await signer.verify(token, 'a')).not.toBeNull();
  });

  test('takes nothing of another CA, nothing changed, nothing without its certificate, and no nonsense', async () => {
    const { clock, signer } = ground();
    const other = await mkdtemp(join(tmpdir(), 'moorgate-ca-'));
    const stranger = createTokenSigner(await loadTokenAuthority(other, new Date(start)), clock);
    await rm(other, { recursive: true });
    const { token } = await signer.sign({ aud: 'a', sub: 'x' }, 60);
    const foreign = await stranger.sign({ aud: 'a', sub: 'x' }, 60);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const [foreignHeader] = foreign.token.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const ca = authority.certificate.raw.toString('base64');
    const asCa = Buffer.from(JSON.stringify({ alg: 'ES256', x5c: [ca] })).toString('base64url');
    const changed = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'y' }),
    ).toString('base64url');
    for (const text of [
      foreign.token,
      `${foreignHeader}.${payload}.${signature}`,
      `${header}.${changed}.${signature}`,
      `${none}.${payload}.`,
      `${asCa}.${payload}.${signature}`,
      `${header}.${payload}.`,
      'a.b.c',
      '',
    ])
      expect(await signer.verify(text, 'a')).toBeNull();
  });
});

describe('a token of a client', () => {
  const access = [{ name: 'acme/app', actions: ['pull'] }] as const;

  test('says what it allows, and gives its credential to those with the keys alone', async () => {
    const { signer } = ground();
    const sealingKeys = drawSealingKeys();
    const tokens = createClientTokens({ signer, sealingKeys, seconds: 60 });
    const { token } = await tokens.issue({ subject: 'token 1', secret: 'the secret', access });
    const shown = await tokens.read(token);
    expect(shown).toMatchObject({ subject: 'token 1', secret: 'the secret' });
    expect(shown?.allows('acme/app', 'pull')).toBe(true);
    expect(shown?.allows('acme/app', 'push')).toBe(false);
    expect(shown?.allows('acme/app2', 'pull')).toBe(false);
    const others = createClientTokens({ signer, sealingKeys: drawSealingKeys(), seconds: 60 });
    expect(await others.read(token)).toBeNull();
  });

  test('opens for itself alone: a credential that is put into another token is none', async () => {
    const { signer } = ground();
    const tokens = createClientTokens({ signer, sealingKeys: drawSealingKeys(), seconds: 60 });
    const { token } = await tokens.issue({ subject: 'token 1', secret: 'the secret', access });
    const claims = await signer.verify(token, 'registry');
    const moved = await signer.sign({ ...claims, jti: 'another' }, 60);
    expect(await tokens.read(moved.token)).toBeNull();
  });
});
