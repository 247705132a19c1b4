/** Reads the attributes of a Name (RFC 5280, 4.1.2.4) that identify a device. */
import { isUtf8 } from 'node:buffer';
import { contentOf, type DerElement, fieldsOf, malformed, membersOf, tag } from './der.ts';
import { oid, readOid } from './object-identifiers.ts';

/** Every value of each attribute, in the order of the Name; several in one RDN count like several RDNs. */
export interface NameAttributes {
  readonly commonNames: readonly string[];
  readonly organizationalUnits: readonly string[];
  readonly businessCategories: readonly string[];
}

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

/** Reads a Name. Attributes that say nothing about a device are passed over. Throws `certificate_malformed`. */
export const readName = (name: DerElement): NameAttributes => {
  const values = new Map<string, string[]>([
    [oid.commonName, []],
    [oid.organizationalUnitName, []],
    [oid.businessCategory, []],
  ]);
  for (const relativeName of membersOf(name, tag.set)) {
    const attributes = membersOf(relativeName, tag.sequence);
    if (attributes.length === 0) throw malformed('a name has an empty part');
    for (const attribute of attributes) {
      const fields = fieldsOf(attribute);
      const collected = values.get(readOid(fields.take(tag.objectIdentifier)));
      const value = fields.takeAny();
      fields.finish();
      if (value === null) throw malformed('a name has an attribute without a value');
      collected?.push(readText(value));
    }
  }
  return {
    commonNames: values.get(oid.commonName) ?? [],
    organizationalUnits: values.get(oid.organizationalUnitName) ?? [],
    businessCategories: values.get(oid.businessCategory) ?? [],
  };
};
