/** Reads the address of a key in a PKCS#11 token (RFC 7512). */
import { PkiError } from '../../certificates/pki/pki-error.ts';

/** Which key, in which token, through which library. */
export interface Pkcs11Key {
  readonly modulePath: string;
  /** A file with the PIN; null for a token that asks for none. */
  readonly pinFile: string | null;
  /** What is null was not said, and does not count. */
  readonly token: string | null;
  readonly serial: string | null;
  readonly object: string | null;
  /** In lower-case hexadecimal. */
  readonly id: string | null;
}

const scheme = 'pkcs11:';

/** True for what is no path of a file. */
export const isPkcs11Uri = (text: string): boolean => text.startsWith(scheme);

const pathAttributes = ['token', 'serial', 'object', 'id', 'type'];
const queryAttributes = ['module-path', 'pin-source'];

const wrong = (complaint: string): PkiError =>
  new PkiError(`The address of the key in the token (RFC 7512) ${complaint}.`);

const decode = (text: string): Buffer => {
  const octets: number[] = [];
  for (const [part] of text.matchAll(/%[0-9A-Fa-f]{2}|[^%]/gsu)) {
    if (part.length === 3 && part.startsWith('%')) octets.push(Number.parseInt(part.slice(1), 16));
    else octets.push(...Buffer.from(part, 'utf8'));
  }
  return Buffer.from(octets);
};

const readAttributes = (
  text: string,
  separator: string,
  known: readonly string[],
): ReadonlyMap<string, Buffer> => {
  const attributes = new Map<string, Buffer>();
  for (const attribute of text.split(separator).filter((part) => part !== '')) {
    const [name = '', ...value] = attribute.split('=');
    if (name === 'pin-value') throw wrong('holds a PIN; write that into a file of its own');
    if (!known.includes(name)) throw wrong(`has the attribute "${name}", which means nothing here`);
    if (attributes.has(name)) throw wrong(`has the attribute "${name}" twice`);
    attributes.set(name, decode(value.join('=')));
  }
  return attributes;
};

/** `file:` with an absolute path, or the path alone. */
const pathOf = (source: string): string => {
  const path = source.replace(/^file:(\/\/)?/, '');
  if (!path.startsWith('/')) throw wrong('needs an absolute path as its pin-source');
  return path;
};

const readLibrary = (text: string): Pick<Pkcs11Key, 'modulePath' | 'pinFile'> => {
  const attributes = readAttributes(text, '&', queryAttributes);
  const modulePath = attributes.get('module-path')?.toString('utf8') ?? '';
  const pinSource = attributes.get('pin-source')?.toString('utf8');
  if (!modulePath.startsWith('/')) throw wrong('needs the path of a library, module-path');
  return { modulePath, pinFile: pinSource === undefined ? null : pathOf(pinSource) };
};

const readNames = (text: string): Omit<Pkcs11Key, 'modulePath' | 'pinFile'> => {
  const attributes = readAttributes(text, ';', pathAttributes);
  const textOf = (name: string): string | null => attributes.get(name)?.toString('utf8') ?? null;
  const [object, id] = [textOf('object'), attributes.get('id')?.toString('hex') ?? null];
  if (object === null && id === null) throw wrong('names no key: neither object nor id');
  if (!['private', null].includes(textOf('type'))) throw wrong('is not that of a private key');
  return { token: textOf('token'), serial: textOf('serial'), object, id };
};

/**
 * Reads `pkcs11:token=…;object=…?module-path=…&pin-source=…`: the key is named by its label (`object`), its `id`, or both,
 * the token by its label (`token`) or its `serial`. Throws `PkiError` for one that names no library or no key, that
 * says what is not understood, and for a PIN that stands in it.
 */
export const readPkcs11Uri = (uri: string): Pkcs11Key => {
  const [path = '', ...queries] = uri.slice(scheme.length).split('?');
  return { ...readLibrary(queries.join('?')), ...readNames(path) };
};
