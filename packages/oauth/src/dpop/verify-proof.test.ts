import { createHash } from 'node:crypto';
import { frozenClock } from '@moorgate/testing';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { verifyProof } from './verify-proof.ts';

const clock = frozenClock('2026-03-01T12:00:00.000Z');
const nowSeconds = clock.now().getTime() / 1_000;
const url = 'https://moorgate.example/v1/devices';
const request = { method: 'GET', url, accessToken: 'token' };
const claims = {
  htm: 'GET',
  htu: url,
  jti: 'one',
  iat: nowSeconds,
  ath: createHash('sha256').update('token').digest('base64url'),
};

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let keys: Keys;
beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
});

/** A proof with these claims and this header in place of good ones; undefined leaves one out. */
const proofWith = async (
  wrongClaims: Record<string, unknown> = {},
  wrongHeader: Record<string, unknown> = {},
): Promise<string> => {
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(keys.publicKey) };
  const payload = JSON.parse(JSON.stringify({ ...claims, ...wrongClaims })) as typeof claims;
  return new SignJWT(payload)
    .setProtectedHeader({ ...header, ...wrongHeader } as typeof header)
    .sign(keys.privateKey);
};

const refused = expect.objectContaining({ code: 'dpop_proof_invalid' });

test('answers the thumbprint of the key, and is remembered by key and id until it is too old', async () => {
  const verified = await verifyProof({ clock }, await proofWith(), request);
  expect(verified.thumbprint).toBe(await calculateJwkThumbprint(await exportJWK(keys.publicKey)));
  expect(verified.expiresAt.getTime()).toBeGreaterThan(clock.now().getTime() + 60_000);
  const same = await verifyProof({ clock }, await proofWith({ iat: nowSeconds - 1 }), request);
  const other = await verifyProof({ clock }, await proofWith({ jti: 'two' }), request);
  expect(same.hash).toEqual(verified.hash);
  expect(other.hash).not.toEqual(verified.hash);
});

test('takes an address with another spelling, a query and a fragment for the same', async () => {
  const htu = 'HTTPS://MOORGATE.example:443/v1/devices?x=1#y';
  await expect(verifyProof({ clock }, await proofWith({ htu }), request)).resolves.toBeDefined();
});

test.each([
  ['for another method', { htm: 'POST' }],
  ['for another path', { htu: `${url}/x` }],
  ['for another host', { htu: 'https://other.example/v1/devices' }],
  ['for no address', { htu: 'devices' }],
  ['for another token', { ath: 'x' }],
  ['for no token', { ath: undefined }],
  ['without an id', { jti: undefined }],
  ['with an id of nothing', { jti: '' }],
  ['with an id of any length', { jti: 'x'.repeat(257) }],
  ['without a time', { iat: undefined }],
  ['from more than a minute ago', { iat: nowSeconds - 61 }],
  ['from more than a minute ahead', { iat: nowSeconds + 61 }],
  ['that has ended', { exp: nowSeconds - 1 }],
])('refuses a proof %s', async (_what, wrong) => {
  const proof = await proofWith(wrong);
  await expect(verifyProof({ clock }, proof, request)).rejects.toEqual(refused);
});

test('refuses what is no signature by a key of its own, of the type of proofs', async () => {
  const other = await generateKeyPair('ES256', { extractable: true });
  const good = await proofWith();
  const [header, payload] = good.split('.');
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dpop+jwt' })).toString('base64url');
  const proofs = [
    await proofWith({}, { typ: 'JWT' }),
    await proofWith({}, { jwk: await exportJWK(other.publicKey) }),
    await proofWith({}, { jwk: await exportJWK(keys.privateKey) }),
    await proofWith({}, { jwk: undefined }),
    `${none}.${payload}.`,
    `${header}.${payload}.AAAA`,
    `${good}, ${good}`,
    'nothing',
  ];
  for (const proof of proofs)
    await expect(verifyProof({ clock }, proof, request)).rejects.toEqual(refused);
});

test('refuses a key that anybody could have, shared by both sides', async () => {
  const secret = new Uint8Array(32);
  const jwk: JWK = { kty: 'oct', k: Buffer.from(secret).toString('base64url') };
  const proof = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk })
    .sign(secret);
  await expect(verifyProof({ clock }, proof, request)).rejects.toEqual(refused);
});

test('looks at the key alone where the request was let in before', async () => {
  const proof = await proofWith({ iat: nowSeconds - 3_600 });
  await expect(
    verifyProof({ clock }, proof, { ...request, isRepeated: true }),
  ).resolves.toBeDefined();
});
