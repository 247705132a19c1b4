/** One-time codes by time (TOTP, RFC 6238), as every authenticator knows them: SHA-1, six digits, thirty seconds. */
import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const periodSeconds = 30;

/** Of 160 bits, the length of the hash (RFC 4226, section 4, R6). */
const secretLength = 20;

/** One step to either side, for clocks that differ (RFC 6238, section 5.2). */
const stepsAround = 1;

/** What an authenticator takes six digits for. */
const oneTimeCodePattern = /^[0-9]{6}$/;

/** A new secret. */
export const drawCodeSecret = (): Buffer => randomBytes(secretLength);

const generatorOf = (secret: Uint8Array, username = ''): TOTP =>
  new TOTP({
    issuer: 'Moorgate',
    label: username,
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });

/** The secret as people type it (RFC 4648, section 6), and as the `otpauth` URI that a QR code shows. */
export const showCodeSecret = (
  secret: Uint8Array,
  username: string,
): { readonly secret: string; readonly uri: string } => {
  const generator = generatorOf(secret, username);
  return { secret: generator.secret.base32, uri: generator.toString() };
};

/** The time step that the code belongs to, compared in constant time; null for a wrong code. */
export const stepOfCode = (secret: Uint8Array, code: string, now: Date): number | null => {
  if (!oneTimeCodePattern.test(code)) return null;
  const timestamp = now.getTime();
  const delta = generatorOf(secret).validate({ token: code, timestamp, window: stepsAround });
  return delta === null ? null : Math.floor(timestamp / 1_000 / periodSeconds) + delta;
};
