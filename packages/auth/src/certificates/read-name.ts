/** Reads the attributes of a Name (RFC 5280, 4.1.2.4) that identify a device. */
import { isUtf8 } from 'node:buffer';
import {
  contentOf,
  type DerElement,
  fieldsOf,
  finish,
  malformed,
  membersOf,
  tag,
  take,
  takeAny,
} from './der.ts';
import { oid, readOid } from './object-identifiers.ts';

/** Every value of each attribute, in the order of the Name; several in one RDN count like several RDNs. */
export interface NameAttributes {
  readonly commonNames: readonly string[];
  readonly organizationalUnits: readonly string[];
  readonly businessCategories: readonly string[];
}

/** The same while it is being read. */
type Writable<T> = { [Key in keyof T]: string[] };

const readAscii = (content: Buffer): string => {
  if (content.some((octet) => octet >= 0x80)) throw malformed('a name has a forbidden character');
  return content.toString('latin1');
};

const readUtf8 = (content: Buffer): string => {
  if (!isUtf8(content)) throw malformed('a name is not UTF-8');
  return content.toString('utf8');
};

const readBmp = (content: Buffer): string => {
  if (content.length % 2 !== 0) throw malformed('a name is not UCS-2');
  return Buffer.from(content).swap16().toString('utf16le');
};

/** The text of a DirectoryString or IA5String. */
const readText = (element: DerElement): string => {
  const content = contentOf(element);
  switch (element.tag) {
    case tag.utf8String:
      return readUtf8(content);
    case tag.printableString:
    case tag.ia5String:
      return readAscii(content);
    case tag.teletexString:
      // T.61 in the standard; every issuer and reader in use takes it for Latin-1.
      return content.toString('latin1');
    case tag.bmpString:
      return readBmp(content);
    default:
      throw malformed('a name has another type of text');
  }
};

/** Where the values of an attribute go; null for one that says nothing about a device. */
const listFor = (type: string, lists: Writable<NameAttributes>): string[] | null => {
  switch (type) {
    case oid.commonName:
      return lists.commonNames;
    case oid.organizationalUnitName:
      return lists.organizationalUnits;
    case oid.businessCategory:
      return lists.businessCategories;
    default:
      return null;
  }
};

const readAttribute = (attribute: DerElement, lists: Writable<NameAttributes>): void => {
  const fields = fieldsOf(attribute);
  const list = listFor(readOid(take(fields, tag.objectIdentifier)), lists);
  const value = takeAny(fields);
  finish(fields);
  if (value === null) throw malformed('a name has an attribute without a value');
  list?.push(readText(value));
};

/** Reads a Name. Attributes that say nothing about a device are passed over. Throws `certificate_malformed`. */
export const readName = (name: DerElement): NameAttributes => {
  const lists = { commonNames: [], organizationalUnits: [], businessCategories: [] };
  for (const relativeName of membersOf(name, tag.set)) {
    const attributes = membersOf(relativeName, tag.sequence);
    if (attributes.length === 0) throw malformed('a name has an empty part');
    for (const attribute of attributes) readAttribute(attribute, lists);
  }
  return lists;
};
