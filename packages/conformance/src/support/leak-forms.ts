/** The ways in which a secret may have been written down. */

/** Something that must stand nowhere but with those whose it is. */
export interface Secret {
  /** What it is, for a report that must not show it. */
  readonly label: string;
  readonly bytes: Buffer;
}

/** A secret in one encoding. */
export interface SecretForm {
  readonly label: string;
  /** The name of the encoding. */
  readonly form: string;
  readonly bytes: Buffer;
}

/** Shorter ones stand everywhere by chance. */
const lengthMin = 12;

const percentEncoded = (bytes: Buffer): string =>
  [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/**
 * What base 64 makes of bytes in the midst of others, for each of the three places where they can begin in a group; the
 * characters at either end that the neighbours share in are left out (RFC 4648, section 4).
 */
const base64Within = (bytes: Buffer): string[] =>
  [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const bits = (before + bytes.length) * 8;
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
  });

const chunkLength = 20;

/** Two neighbours of a long text: PEM and MIME break it into lines, but of these two they break one at most. */
const chunksOf = (text: string): string[] =>
  text.length < 2 * chunkLength
    ? []
    : [text.slice(0, chunkLength), text.slice(chunkLength, 2 * chunkLength)];

/** What only a secret that is a text can be written as. */
const textForms = (text: string): [string, string][] => {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [
    ['JSON', json],
    ['JSON in ASCII', ascii],
    ['JSON in JSON', JSON.stringify(json).slice(1, -1)],
    ['URL component', encodeURIComponent(text)],
    ['URL', encodeURI(text)],
    ['form field', new URLSearchParams([['', text]]).toString().slice(1)],
    ['SQL literal', text.replaceAll("'", "''")],
    ['HTML', text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
  ];
};

const isText = (bytes: Buffer): boolean => Buffer.from(bytes.toString('utf8')).equals(bytes);

/**
 * Every form of a secret that is looked for, each once: as it is, in hexadecimal, in base 64 of either alphabet wherever
 * it begins, broken into lines or not, percent-encoded, in UTF-16, and, where it is a text, escaped as JSON, URLs, forms, SQL and HTML do.
 * Throws for a secret that is too short to be told from chance.
 */
export const formsOf = ({ label, bytes }: Secret): SecretForm[] => {
  if (bytes.length < lengthMin) throw new Error(`${label} is too short to be searched for`);
  const hex = bytes.toString('hex');
  const percent = percentEncoded(bytes);
  const within = base64Within(bytes);
  const texts: [string, string][] = [
    ['hexadecimal', hex],
    ['hexadecimal', hex.toUpperCase()],
    ['percent-encoded', percent],
    ['percent-encoded', percent.toUpperCase()],
    ...within.map((text): [string, string] => ['base64', text]),
    ...within.flatMap(chunksOf).map((text): [string, string] => ['base64 in lines', text]),
    ...within.map((text): [string, string] => [
      'base64url',
      text.replaceAll('+', '-').replaceAll('/', '_'),
    ]),
    ...(isText(bytes) ? textForms(bytes.toString('utf8')) : []),
  ];
  const forms = new Map([[bytes.toString('latin1'), { label, form: 'as it is', bytes }]]);
  const add = (form: string, encoded: Buffer): void => {
    const key = encoded.toString('latin1');
    if (!forms.has(key)) forms.set(key, { label, form, bytes: encoded });
  };
  for (const [form, text] of texts) add(form, Buffer.from(text));
  if (isText(bytes)) add('UTF-16', Buffer.from(bytes.toString('utf8'), 'utf16le'));
  return [...forms.values()];
};
