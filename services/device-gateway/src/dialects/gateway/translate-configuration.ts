/** Between the configurations of the wire and ours. */
import type { ConfigBody, ConfigPatchBody } from './schemas-configuration.ts';

interface File {
  readonly value: string;
  readonly isUnencrypted: boolean;
  readonly onChanged: readonly string[];
}

/** Files as devices read them. */
export const toConfigBody = (files: Iterable<readonly [string, File]>): ConfigBody =>
  Object.fromEntries(
    Array.from(files, ([name, { value, isUnencrypted, onChanged }]) => [
      name,
      {
        Value: value,
        ...(isUnencrypted ? { Unencrypted: true } : {}),
        ...(onChanged.length === 0 ? {} : { OnChanged: [...onChanged] }),
      },
    ]),
  );

/** Files that a device sent; of two with one name the last counts. */
export const filesFromPatch = ({ files }: ConfigPatchBody): Record<string, File> =>
  Object.fromEntries(
    files.map(({ name, value, unencrypted = false, 'on-changed': onChanged }) => [
      name,
      { value, isUnencrypted: unencrypted, onChanged: onChanged ?? [] },
    ]),
  );

const httpDatePattern = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC)$/;

/**
 * The Unix seconds of a date as HTTP writes it (RFC 9110, section 5.6.7), or with the zone `UTC`, as some clients do; null
 * for anything else, which such a field is then ignored for.
 */
export const secondsOfDate = (text: string | undefined): number | null => {
  if (text === undefined || !httpDatePattern.test(text)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1_000;
};
