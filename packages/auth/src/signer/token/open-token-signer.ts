/** A signer whose key is in a PKCS#11 token and never leaves it. */
import { randomBytes, webcrypto, type X509Certificate } from 'node:crypto';
import type { Crypto as TokenCrypto } from 'node-webcrypto-p11';
import {
  algorithmOf,
  type Signer,
  type SigningAlgorithm,
  toPublicCryptoKey,
} from '../../certificates/pki/keys.ts';
import { PkiError } from '../../certificates/pki/pki-error.ts';
import { readText } from '../../certificates/pki/pki-files.ts';
import type { Pkcs11Key } from './pkcs11-uri.ts';

/** A signer with a session that is to be closed. */
export interface TokenSigner {
  readonly signer: Signer;
  close(): Promise<void>;
}

interface Session {
  readonly crypto: TokenCrypto;
  readonly key: webcrypto.CryptoKey;
}

/** Optional dependencies: whoever has no token needs no compiler. */
const loadLibraries = async () => {
  try {
    const { default: graphene } = await import('graphene-pk11');
    const { default: tokens } = await import('node-webcrypto-p11');
    return { graphene, tokens };
  } catch (error) {
    throw new PkiError(
      'Keys in tokens cannot be used: run infra/toolchain/pkcs11, which compiles what that takes.',
      { cause: error },
    );
  }
};

type Libraries = Awaited<ReturnType<typeof loadLibraries>>;

/** Labels and serial numbers are filled up to a fixed length. */
const trimmed = (text: string): string => text.replace(/[\0 ]+$/, '');

/** The place of the token among those that are present. */
const findSlot = ({ graphene }: Libraries, wanted: Pkcs11Key): number => {
  const library = graphene.Module.load(wanted.modulePath, 'token');
  library.initialize();
  try {
    const slots = library.getSlots(true);
    for (let place = 0; place < slots.length; place += 1) {
      const { label, serialNumber } = slots.items(place).getToken();
      const isToken = wanted.token === null || trimmed(label) === wanted.token;
      const isSerial = wanted.serial === null || trimmed(serialNumber) === wanted.serial;
      if (isToken && isSerial) return place;
    }
  } finally {
    library.finalize();
  }
  throw new PkiError(`There is no token of that name behind ${wanted.modulePath}.`);
};

const findKey = async (
  crypto: TokenCrypto,
  wanted: Pkcs11Key,
  { importing }: SigningAlgorithm,
): Promise<webcrypto.CryptoKey> => {
  const names = (await crypto.keyStorage.keys()).filter((name) => name.startsWith('private'));
  for (const name of names) {
    const key = await crypto.keyStorage.getItem(name, importing as never, false, ['sign']);
    const { label, id } = (key as unknown as { key: { label: string; id: Buffer } }).key;
    const isLabel = wanted.object === null || trimmed(label) === wanted.object;
    if (isLabel && (wanted.id === null || id.toString('hex') === wanted.id))
      return key as unknown as webcrypto.CryptoKey;
  }
  throw new PkiError(
    'The token has no private key of that name, or does not show it with this PIN.',
  );
};

const readPin = async ({ pinFile }: Pkcs11Key): Promise<string | null> =>
  pinFile === null ? null : (await readText(pinFile)).replace(/\r?\n$/, '');

const openSession = async (
  libraries: Libraries,
  wanted: Pkcs11Key,
  algorithm: SigningAlgorithm,
): Promise<Session> => {
  const pin = await readPin(wanted);
  try {
    const crypto = new libraries.tokens.Crypto({
      library: wanted.modulePath,
      slot: findSlot(libraries, wanted),
      readWrite: false,
      ...(pin === null ? {} : { pin }),
    });
    return { crypto, key: await findKey(crypto, wanted, algorithm) };
  } catch (error) {
    if (error instanceof PkiError) throw error;
    throw new PkiError(`The token behind ${wanted.modulePath} cannot be used.`, { cause: error });
  }
};

/** One after the other: a session of a token signs one thing at a time. */
const inTurns = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
};

type Sign = webcrypto.SubtleCrypto['sign'];

const belongsTo = async (
  certificate: X509Certificate,
  { signing }: SigningAlgorithm,
  sign: Sign,
): Promise<boolean> => {
  const sample = randomBytes(32);
  const signature = await sign(signing, null as never, sample);
  const publicKey = toPublicCryptoKey(certificate.publicKey);
  return webcrypto.subtle.verify(signing, publicKey, signature, sample);
};

/**
 * Opens a session with the token and finds the key in it. A session that has broken is opened again at the next
 * signature. Rejects with `PkiError`, one sentence for a person, when the libraries are not compiled, when there is no such
 * token or key, and when the key is not that of the certificate.
 */
export const openTokenSigner = async (
  wanted: Pkcs11Key,
  certificate: X509Certificate,
): Promise<TokenSigner> => {
  const libraries = await loadLibraries();
  const algorithm = algorithmOf(certificate.publicKey);
  const open = (): Promise<Session> => openSession(libraries, wanted, algorithm);
  const take = inTurns();
  let session = await open();
  const signOnce: Sign = async (how, _key, data) =>
    session.crypto.subtle.sign(how, session.key, data);
  const sign: Sign = (how, key, data) =>
    take(() =>
      signOnce(how, key, data).catch(async () => {
        session.crypto.close();
        session = await open();
        return signOnce(how, key, data);
      }),
    );
  const close = (): Promise<void> => take(() => Promise.resolve(session.crypto.close()));
  if (!(await belongsTo(certificate, algorithm, sign))) {
    await close();
    throw new PkiError('The key in the token is not the key of the certificate of the device CA.');
  }
  const crypto = { subtle: { sign } } as unknown as webcrypto.Crypto;
  return { signer: { key: session.key, algorithm: algorithm.signing, crypto }, close };
};
