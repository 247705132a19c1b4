/** Writes the DER that certificates consist of; writes wrong ones too, when it is told to. */

/** One element: identifier octet, length, content. */
export const encode = (tag: number, ...contents: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(contents);
  const short = content.length < 0x80;
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const header = short ? [tag, content.length] : [tag, 0x80 | length.length, ...length];
  return Buffer.concat([Buffer.from(header), content]);
};

export const sequence = (...contents: readonly Buffer[]): Buffer => encode(0x30, ...contents);

/** An OBJECT IDENTIFIER from its dotted form. */
export const objectIdentifier = (text: string): Buffer => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      digits.unshift((left % 128) + 128);
    }
    return digits;
  });
  return encode(0x06, Buffer.from(octets));
};

/** A non-negative INTEGER from its octets. */
export const integer = (octets: Buffer): Buffer =>
  encode(0x02, (octets[0] ?? 0) < 0x80 ? octets : Buffer.concat([Buffer.of(0), octets]));

export const smallInteger = (value: number): Buffer => integer(Buffer.of(value));

/** A BIT STRING of whole octets. */
export const bitString = (octets: Buffer): Buffer => encode(0x03, Buffer.of(0), octets);

export const utf8String = (text: string): Buffer => encode(0x0c, Buffer.from(text, 'utf8'));

/** A time as RFC 5280, 4.1.2.5 has it: UTCTime until 2049, GeneralizedTime from then on. */
export const time = (date: Date): Buffer => {
  const digits = date.toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '');
  return date.getUTCFullYear() < 2050
    ? encode(0x17, Buffer.from(digits.slice(2)))
    : encode(0x18, Buffer.from(digits));
};

/** A block of PEM with lines of 64 characters (RFC 7468). */
export const toPem = (label: string, der: Buffer): string => {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
};
