/** Reads the extensions of a certificate (RFC 5280, 4.2); those that nothing here judges are only counted. */
import {
  contentOf,
  type DerElement,
  fieldsOf,
  finish,
  malformed,
  membersOf,
  readBoolean,
  readSmallInteger,
  readWhole,
  tag,
  take,
  takeIf,
} from './der.ts';
import { oid, readOid } from './object-identifiers.ts';

/** RFC 5280, 4.2.1.9. */
export interface BasicConstraints {
  readonly isCa: boolean;
  /** How many CAs may stand between this one and a leaf; null when nothing is said. */
  readonly pathLength: number | null;
}

/** RFC 5280, 4.2.1.3, as far as anything here depends on it. */
export interface KeyUsage {
  readonly keyCertSign: boolean;
}

/** What a certificate says beside its fields; null where the extension is absent. */
export interface Extensions {
  readonly basicConstraints: BasicConstraints | null;
  readonly keyUsage: KeyUsage | null;
  /** RFC 5280, 4.2.1.12: the purposes, by object identifier. */
  readonly extendedKeyUsage: readonly string[] | null;
  /** The object identifiers of all extensions that are marked critical. */
  readonly criticalExtensions: readonly string[];
}

/** What a certificate without extensions says. */
export const noExtensions: Extensions = {
  basicConstraints: null,
  keyUsage: null,
  extendedKeyUsage: null,
  criticalExtensions: [],
};

interface Extension {
  readonly id: string;
  readonly isCritical: boolean;
  readonly value: DerElement;
}

/** Encoded defaults are let pass, here and for `cA`: DER forbids them, but issuers write them and they mean nothing. */
const readExtension = (element: DerElement): Extension => {
  const fields = fieldsOf(element);
  const id = readOid(take(fields, tag.objectIdentifier));
  const critical = takeIf(fields, tag.boolean);
  const value = take(fields, tag.octetString);
  finish(fields);
  return { id, isCritical: critical !== null && readBoolean(critical), value };
};

const readBasicConstraints = (value: Buffer): BasicConstraints => {
  const fields = fieldsOf(readWhole(value, tag.sequence));
  const isCa = takeIf(fields, tag.boolean);
  const pathLength = takeIf(fields, tag.integer);
  finish(fields);
  return {
    isCa: isCa !== null && readBoolean(isCa),
    pathLength: pathLength === null ? null : readSmallInteger(pathLength),
  };
};

const readKeyUsage = (value: Buffer): KeyUsage => {
  const [unusedBits, bits = 0] = contentOf(readWhole(value, tag.bitString));
  if (unusedBits === undefined || unusedBits > 7)
    throw malformed('the key usage is not a bit string');
  return { keyCertSign: (bits & 0x04) !== 0 };
};

const readExtendedKeyUsage = (value: Buffer): string[] => {
  const purposes = membersOf(readWhole(value, tag.sequence), tag.objectIdentifier);
  if (purposes.length === 0) throw malformed('the extended key usage names no purpose');
  return purposes.map(readOid);
};

/** Reads the SEQUENCE of extensions. Throws `certificate_malformed`, also when one comes twice. */
export const readExtensions = (list: DerElement): Extensions => {
  const values = new Map<string, DerElement>();
  const criticalExtensions: string[] = [];
  for (const element of membersOf(list, tag.sequence)) {
    const { id, isCritical, value } = readExtension(element);
    if (values.has(id)) throw malformed('an extension comes twice');
    values.set(id, value);
    if (isCritical) criticalExtensions.push(id);
  }
  if (values.size === 0) throw malformed('the list of extensions is empty');
  const read = <T>(id: string, reader: (value: Buffer) => T): T | null => {
    const value = values.get(id);
    return value === undefined ? null : reader(contentOf(value));
  };
  return {
    basicConstraints: read(oid.basicConstraints, readBasicConstraints),
    keyUsage: read(oid.keyUsage, readKeyUsage),
    extendedKeyUsage: read(oid.extKeyUsage, readExtendedKeyUsage),
    criticalExtensions,
  };
};
