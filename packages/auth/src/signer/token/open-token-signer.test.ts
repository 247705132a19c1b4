import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  createKeyPair,
  createSigningRequest,
  createTestPki,
  debianPackage,
  declareWith,
  type TestCertificate,
} from '@moorgate/testing';

const run = promisify(execFile);
const pin = '4711';

/** A token in software, if this system can have it, and the library that reaches it. */
const findToken = async () => {
  const softhsm = await debianPackage({ name: 'softhsm2', program: 'softhsm2-util' });
  if (!softhsm.isThere) return softhsm;
  const compiling = new URL('../../../../../infra/toolchain/pkcs11', import.meta.url).pathname;
  try {
    await run(compiling);
    return softhsm;
  } catch (error) {
    const reason = `The tests of tokens are skipped: ${(error as { stderr: string }).stderr.trim()}`;
    return { isThere: false, reason } as const;
  }
};

const softhsm = await findToken();

declareWith(softhsm, describe)('a CA whose key is in a token', () => {
  const pki = createTestPki({ factory: 'acme' });
  const keys = createKeyPair();
  const cas: Readonly<Record<string, TestCertificate>> = {
    'device-ca': pki.deviceCa,
    p384: pki.createCa({ keyType: 'P-384' }),
    rsa: pki.createCa({ keyType: 'RSA-2048' }),
  };
  let folder: string;
  let library: string;
  let env: NodeJS.ProcessEnv;
  const file = (name: string): string => join(folder, name);
  const util = async (...args: readonly string[]): Promise<void> => {
    if (!softhsm.isThere) throw new Error(softhsm.reason);
    await run(softhsm.program, ['--module', library, ...args], { env });
  };
  const uriOf = (changes: Readonly<Record<string, string>> = {}): string => {
    const { token = 'factory', object = 'device-ca', pinFile = file('pin') } = changes;
    return `pkcs11:token=${token};object=${object}?module-path=${library}&pin-source=file:${pinFile}`;
  };
  interface Outcome {
    readonly certificates?: readonly string[];
    readonly extractable?: boolean;
    readonly complaint?: string;
  }
  const sign = async (
    changes: Readonly<Record<string, string>> = {},
    certificate = 'device-ca',
  ): Promise<Outcome> => {
    const program = new URL('../../test-support/sign-with-token.ts', import.meta.url).pathname;
    const paths = [file(`${certificate}.crt`), file('request')];
    const args = ['--conditions=@moorgate/source', program, uriOf(changes), ...paths];
    const { stdout } = await run(process.execPath, args, { env });
    return JSON.parse(stdout) as Outcome;
  };

  beforeAll(async () => {
    if (!softhsm.isThere) throw new Error(softhsm.reason);
    folder = await mkdtemp(join(tmpdir(), 'moorgate-token-'));
    library = softhsm.pathOf('/usr/lib/softhsm/libsofthsm2.so');
    env = { ...process.env, ...softhsm.env, SOFTHSM2_CONF: file('softhsm2.conf') };
    await mkdir(file('tokens'));
    await writeFile(file('softhsm2.conf'), `directories.tokendir = ${file('tokens')}\n`);
    await writeFile(file('pin'), `${pin}\n`);
    await writeFile(file('wrong-pin'), '0000\n');
    const { subject } = pki.issueDevice();
    await writeFile(file('request'), createSigningRequest({ subject, keys }));
    const secrets = ['--pin', pin, '--so-pin', '12345678'];
    await util('--init-token', '--free', '--label', 'factory', ...secrets);
    for (const [index, [name, ca]] of Object.entries(cas).entries()) {
      await writeFile(file(`${name}.crt`), ca.certPem);
      const pem = ca.keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
      await writeFile(file(`${name}.p8`), pem);
      const object = ['--label', name, '--id', `0${index}`];
      await util('--import', file(`${name}.p8`), ...object, '--token', 'factory', '--pin', pin);
    }
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  test.each(Object.keys(cas))(
    'signs as one with a file does, and does not show its key (%s)',
    async (name) => {
      const { certificates = [], ...rest } = await sign({ object: name }, name);
      expect(rest).toEqual({ extractable: false });
      expect(certificates).toHaveLength(3);
      for (const pem of certificates) {
        const certificate = new X509Certificate(pem);
        expect(certificate.verify(cas[name]!.keys.publicKey)).toBe(true);
        expect(certificate.checkIssued(cas[name]!.x509)).toBe(true);
        expect(certificate.checkPrivateKey(keys.privateKey)).toBe(true);
      }
    },
  );

  test.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['an unknown token', { token: 'none' }, 'device-ca', 'no token of that name'],
    ['an unknown key', { object: 'none' }, 'device-ca', 'no private key of that name'],
    ['the key of another certificate', {}, 'p384', 'The '],
    ['no file with a PIN', { pinFile: '/nowhere/pin' }, 'device-ca', 'does not exist'],
  ])('is not opened with %s, in one sentence', async (_what, changes, certificate, words) => {
    const { complaint } = await sign(changes, certificate);
    expect(complaint).toContain(words);
    expect(complaint).toMatch(/^[^\n]*\.$/);
  });

  test('is not opened with a wrong PIN, which is in no message', async () => {
    const { complaint } = await sign({ pinFile: file('wrong-pin') });
    expect(complaint).toContain('cannot be used');
    expect(complaint).not.toContain('0000');
  });
});
