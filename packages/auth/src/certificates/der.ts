/** Reads DER (X.690): one element at a time, in bounds, with definite and minimal lengths, and nothing else. */
import { type DomainError, fault } from '@moorgate/errors';

/** The identifier octets that certificates use. */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The identifier octet of a context-specific element that holds others (explicit tags, implicit structures). */
export const constructed = (number: number): number => 0xa0 | number;

/** The identifier octet of a context-specific element that holds octets (implicit tags of simple types). */
export const primitive = (number: number): number => 0x80 | number;

/** One element: its identifier octet, and where its header, its content and what follows it begin. */
export interface DerElement {
  readonly der: Buffer;
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/** A place among the fields of an element, which moves on as they are taken. */
export interface DerCursor {
  readonly der: Buffer;
  readonly end: number;
  at: number;
}

/** What every reader of certificates throws, and nothing else. */
export const malformed = (detail: string): DomainError =>
  fault('certificate_malformed', { detail });

const octetAt = (der: Buffer, at: number): number => {
  const octet = der[at];
  if (octet === undefined) throw malformed('it ends too early');
  return octet;
};

/** A length in the long form (X.690, 8.1.3.5), which DER allows only where the short form does not do. */
const readLongLength = (der: Buffer, at: number, count: number): number => {
  if (count === 0 || count > 4) throw malformed('a length is indefinite or too large');
  let length = 0;
  for (let index = 0; index < count; index += 1) length = length * 256 + octetAt(der, at + index);
  if (length < 0x80 || length < 256 ** (count - 1)) throw malformed('a length is not minimal');
  return length;
};

const readElement = (der: Buffer, start: number, limit: number): DerElement => {
  const identifier = octetAt(der, start);
  if ((identifier & 0x1f) === 0x1f) throw malformed('a tag number is too high');
  const first = octetAt(der, start + 1);
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  const length = first < 0x80 ? first : readLongLength(der, start + 2, lengthOctets);
  const contentStart = start + 2 + lengthOctets;
  const end = contentStart + length;
  if (end > limit) throw malformed('an element is longer than what holds it');
  return { der, tag: identifier, start, contentStart, end };
};

/** The one element that is the whole of `der`; throws `certificate_malformed` when more follows it. */
export const readWhole = (der: Buffer, expected: number): DerElement => {
  const element = readElement(der, 0, der.length);
  if (element.tag !== expected) throw malformed('an element has another type than expected');
  if (element.end !== der.length) throw malformed('something follows its end');
  return element;
};

/** Opens an element that holds others, in front of the first. */
export const fieldsOf = ({ der, contentStart, end }: DerElement): DerCursor => ({
  der,
  end,
  at: contentStart,
});

/** The next field whatever its type, or null at the end. */
export const takeAny = (fields: DerCursor): DerElement | null => {
  if (fields.at >= fields.end) return null;
  const field = readElement(fields.der, fields.at, fields.end);
  fields.at = field.end;
  return field;
};

/** The next field if it has this tag, else null: an OPTIONAL one. */
export const takeIf = (fields: DerCursor, expected: number): DerElement | null =>
  fields.der[fields.at] === expected ? takeAny(fields) : null;

/** The next field, which has this tag; throws `certificate_malformed` otherwise. */
export const take = (fields: DerCursor, expected: number): DerElement => {
  const field = takeIf(fields, expected);
  if (field === null) throw malformed('a field is missing or of another type than expected');
  return field;
};

/** Throws `certificate_malformed` unless every field was taken. */
export const finish = (fields: DerCursor): void => {
  if (fields.at !== fields.end) throw malformed('a structure has a field too many');
};

/** The members of a SEQUENCE OF or SET OF; throws `certificate_malformed` when one has another tag. */
export const membersOf = (element: DerElement, expected: number): DerElement[] => {
  const { der, end } = element;
  const members: DerElement[] = [];
  for (let at = element.contentStart; at < end;) {
    const member = readElement(der, at, end);
    if (member.tag !== expected) throw malformed('a list has a member of another type');
    members.push(member);
    at = member.end;
  }
  return members;
};

/** The element with its header, as a view on the same memory. */
export const sliceOf = (element: DerElement): Buffer =>
  element.der.subarray(element.start, element.end);

/** The content without its header, as a view on the same memory. */
export const contentOf = (element: DerElement): Buffer =>
  element.der.subarray(element.contentStart, element.end);

/** The octets of the element with its header as a text of one character each: a key for maps. */
export const keyOf = (element: DerElement): string =>
  element.der.toString('latin1', element.start, element.end);

/** A BOOLEAN; DER knows two values (X.690, 11.1). */
export const readBoolean = (element: DerElement): boolean => {
  const value = octetAt(element.der, element.contentStart);
  if (element.end - element.contentStart !== 1 || (value !== 0 && value !== 0xff)) {
    throw malformed('a boolean is neither true nor false');
  }
  return value === 0xff;
};

/** The content of an INTEGER, which is in its shortest form (X.690, 8.3.2). */
export const readInteger = (element: DerElement): Buffer => {
  const content = contentOf(element);
  const first = octetAt(content, 0);
  const second = content[1];
  const isPadded = second !== undefined && first === (second < 0x80 ? 0 : 0xff);
  if (isPadded) throw malformed('an integer is not minimal');
  return content;
};

/** An INTEGER from 0 to 2^31 - 1. */
export const readSmallInteger = (element: DerElement): number => {
  const content = readInteger(element);
  if (content.length > 4 || octetAt(content, 0) >= 0x80)
    throw malformed('a number is out of range');
  return content.readUIntBE(0, content.length);
};

/** The octets of a BIT STRING whose length is a multiple of eight bits: keys and signatures. */
export const readBitString = (element: DerElement): Buffer => {
  const content = contentOf(element);
  if (octetAt(content, 0) !== 0) throw malformed('a bit string does not end with a whole octet');
  return content.subarray(1);
};
