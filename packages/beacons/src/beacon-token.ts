/** The token that a beacon asks for: stored sealed, opened for a call, and never shown. */
import { openSecret, sealSecret, type SealingKeys } from '@moorgate/auth';
import type { BeaconTokenRow, SealedTokenUpdate } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** What a field of a header may hold, spaces at its ends apart. */
const tokenPattern = /^(?:[\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?)?$/;

const placeOf = (id: string) => ({ table: 'beacons', row: id });

/** Passes for a token that can be sent. Throws `invalid_request`. */
export const checkBeaconToken = (token: string): void => {
  if (tokenPattern.test(token)) return;
  const message = 'must be at most 1,024 characters of ASCII, without spaces at its ends';
  throw fault('invalid_request', { issues: [{ pointer: '/Token', message }] });
};

/** The token as the row of its beacon holds it. */
export const sealBeaconToken = (keys: SealingKeys, id: string, token: string): SealedTokenUpdate =>
  sealSecret(keys, placeOf(id), Buffer.from(token, 'latin1'));

/** The token of a row, for a call. */
export const openBeaconToken = (keys: SealingKeys, row: BeaconTokenRow): string => {
  const { sealed_token: sealed, key_version: keyVersion } = row;
  return openSecret(keys, placeOf(row.id), { sealed, keyVersion }).toString('latin1');
};
