/** Certificate authorities and certificates for tests: good ones, and one of every kind that must be refused. */
import { randomUUID, X509Certificate } from 'node:crypto';
import {
  buildCertificate,
  encodeName,
  type NameAttribute,
  type SignatureScheme,
  type TestExtension,
} from './test-pki-certificate.ts';
import { toPem } from './test-pki-der.ts';
import {
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  purpose,
  subjectAltName,
  usage,
} from './test-pki-extensions.ts';
import { createKeyPair, type KeyPair, keyToPem, type KeyType } from './test-pki-keys.ts';

/** A certificate and its key, in every form that a test may want. */
export interface TestCertificate {
  readonly der: Buffer;
  readonly x509: X509Certificate;
  readonly certPem: string;
  readonly keyPem: string;
  readonly keys: KeyPair;
  /** The DER Name. */
  readonly subject: Buffer;
}

/** The certificate of a device; `uuid` is the first common name, as it stands there. */
export interface TestLeaf extends TestCertificate {
  readonly uuid: string;
}

/** What all certificates let a test choose. */
interface CommonOptions {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly keyType?: KeyType;
  /** Takes this pair instead of a new one: the same device again, or a CA that is renewed. */
  readonly keys?: KeyPair;
  readonly scheme?: SignatureScheme;
  /** Added after the usual ones. */
  readonly extensions?: readonly TestExtension[];
}

export interface CaOptions extends CommonOptions {
  readonly commonName?: string;
  readonly factory?: string;
  /** Without one, or with null, it signs itself. */
  readonly issuer?: TestCertificate | null;
  readonly isCa?: boolean;
  /** Null leaves the key usage out. */
  readonly keyCertSign?: boolean | null;
  readonly pathLength?: number | null;
  readonly extendedKeyUsage?: readonly string[] | null;
}

export interface DeviceOptions extends CommonOptions {
  readonly uuid?: string;
  /** Instead of the one with the UUID. */
  readonly commonNames?: readonly string[];
  /** Instead of the one with the factory. */
  readonly organizationalUnits?: readonly string[];
  readonly isProduction?: boolean;
  /** Who signs it; the device CA unless given. `self` for the device itself. */
  readonly ca?: TestCertificate | 'self';
  /** The purposes; null leaves the extension out. */
  readonly extendedKeyUsage?: readonly string[] | null;
  readonly isExtendedKeyUsageCritical?: boolean;
  readonly isCa?: boolean;
  /** The bits of the key usage, the first octet; null leaves the extension out. */
  readonly keyUsage?: number | null;
}

export interface TestPki {
  readonly factory: string;
  readonly root: TestCertificate;
  readonly deviceCa: TestCertificate;
  /** For `localhost`, `127.0.0.1` and `::1`, issued by the root. */
  readonly server: TestCertificate;
  /** Another one for the same names. */
  readonly issueServer: (options?: CommonOptions) => TestCertificate;
  readonly createCa: (options?: CaOptions) => TestCertificate;
  readonly issueDevice: (options?: DeviceOptions) => TestLeaf;
}

const attribute = { commonName: '2.5.4.3', organizationalUnit: '2.5.4.11', category: '2.5.4.15' };
const dayMs = 86_400_000;

/** A CA is older than what it issues, and outlives it. */
const caDaysBack = 30;
const caDays = 3650;

/** The leaves that scripts of existing projects make: marked as CAs, for signing certificates, purpose critical. */
export const oddLeaf: DeviceOptions = {
  isCa: true,
  keyUsage: usage.keyCertSign,
  isExtendedKeyUsageCritical: true,
};

interface IssueRequest extends CommonOptions {
  readonly name: readonly NameAttribute[];
  readonly issuer: TestCertificate | null;
  readonly all: readonly TestExtension[];
}

const issue = (request: IssueRequest): TestCertificate => {
  const keys = request.keys ?? createKeyPair(request.keyType);
  const subject = encodeName(request.name);
  const der = buildCertificate({
    subject,
    issuer: request.issuer?.subject ?? subject,
    publicKey: keys.publicKey,
    signingKey: (request.issuer?.keys ?? keys).privateKey,
    scheme: request.scheme ?? 'sha256',
    notBefore: request.notBefore ?? new Date(Date.now() - dayMs),
    notAfter: request.notAfter ?? new Date(Date.now() + 365 * dayMs),
    extensions: [...request.all, ...(request.extensions ?? [])],
  });
  return {
    der,
    x509: new X509Certificate(der),
    certPem: toPem('CERTIFICATE', der),
    keyPem: keyToPem(keys.privateKey),
    keys,
    subject,
  };
};

const named = (oid: string, values: readonly string[]): NameAttribute[] =>
  values.map((value) => ({ oid, value }));

const caExtensions = (options: CaOptions): TestExtension[] => {
  const keyCertSign = options.keyCertSign === undefined ? true : options.keyCertSign;
  const bits = keyCertSign === true ? usage.keyCertSign | usage.cRLSign : usage.cRLSign;
  const purposes = options.extendedKeyUsage ?? null;
  return [
    basicConstraints(options.isCa ?? true, options.pathLength ?? null),
    ...(keyCertSign === null ? [] : [keyUsage(bits)]),
    ...(purposes === null ? [] : [extendedKeyUsage(purposes, false)]),
  ];
};

const leafExtensions = (options: DeviceOptions): TestExtension[] => {
  const bits = options.keyUsage === undefined ? usage.digitalSignature : options.keyUsage;
  const purposes =
    options.extendedKeyUsage === undefined ? [purpose.clientAuth] : options.extendedKeyUsage;
  return [
    basicConstraints(options.isCa ?? false, null),
    ...(bits === null ? [] : [keyUsage(bits)]),
    ...(purposes === null
      ? []
      : [extendedKeyUsage(purposes, options.isExtendedKeyUsageCritical ?? false)]),
  ];
};

const createCaOf = (factory: string, options: CaOptions): TestCertificate => {
  const ou = options.factory ?? factory;
  const commonName = options.commonName ?? `${ou}-device-ca`;
  return issue({
    notBefore: new Date(Date.now() - caDaysBack * dayMs),
    notAfter: new Date(Date.now() + caDays * dayMs),
    ...options,
    name: [
      ...named(attribute.organizationalUnit, [ou]),
      ...named(attribute.commonName, [commonName]),
    ],
    issuer: options.issuer ?? null,
    all: caExtensions(options),
  });
};

const issueServerOf = (
  factory: string,
  root: TestCertificate,
  options: CommonOptions = {},
): TestCertificate =>
  issue({
    ...options,
    name: [
      ...named(attribute.organizationalUnit, [factory]),
      ...named(attribute.commonName, ['localhost']),
    ],
    issuer: root,
    all: [
      keyUsage(usage.digitalSignature),
      extendedKeyUsage([purpose.serverAuth], false),
      subjectAltName(['localhost', '127.0.0.1', '::1']),
    ],
  });

/** Common name first, then unit, then category: the order in which devices ask for it. */
const deviceName = (factory: string, uuid: string, options: DeviceOptions): NameAttribute[] => [
  ...named(attribute.commonName, options.commonNames ?? [uuid]),
  ...named(attribute.organizationalUnit, options.organizationalUnits ?? [factory]),
  ...named(attribute.category, options.isProduction === true ? ['production'] : []),
];

/**
 * Makes a root, a device CA with path length 0 that it issued, and a server certificate; then, on demand, CAs and device
 * certificates of every kind. A good certificate comes without options, within a millisecond or two.
 */
export const createTestPki = (options: { readonly factory?: string } = {}): TestPki => {
  const factory = options.factory ?? 'test-factory';
  const root = createCaOf(factory, { commonName: `${factory}-root` });
  const deviceCa = createCaOf(factory, { issuer: root, pathLength: 0 });
  const issueDevice = (request: DeviceOptions = {}): TestLeaf => {
    const uuid = request.commonNames?.[0] ?? request.uuid ?? randomUUID();
    const leaf = issue({
      ...request,
      name: deviceName(factory, uuid, request),
      issuer: request.ca === 'self' ? null : (request.ca ?? deviceCa),
      all: leafExtensions(request),
    });
    return { ...leaf, uuid };
  };
  return {
    factory,
    root,
    deviceCa,
    server: issueServerOf(factory, root),
    issueServer: (request) => issueServerOf(factory, root, request),
    createCa: (request = {}) => createCaOf(factory, request),
    issueDevice,
  };
};
