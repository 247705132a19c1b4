/** What a new token is to be like. */
import type { components } from '@moorgate/client';
import type { Command } from 'commander';
import { durationSeconds, repeated, requestRate, wholeNumber } from '../option-values.ts';

/** The options of a new token. */
export interface TokenRequestOptions {
  readonly name: string;
  readonly scope: readonly string[];
  readonly note?: string;
  readonly group?: string[];
  readonly cidr?: string[];
  readonly rateLimit?: number;
  readonly maxUses?: number;
  readonly startsIn?: number;
  readonly expires?: number;
}

/** Adds them. */
export const withTokenRequest = (command: Command): Command =>
  command
    .requiredOption('--name <name>', 'what the list of tokens calls it')
    .requiredOption('--scope <scope>', 'what it may do; may be repeated', repeated)
    .option('--expires <duration>', 'when it ends, as in 30d; a year if not said', durationSeconds)
    .option('--starts-in <duration>', 'when it begins to be accepted', durationSeconds)
    .option('--note <text>', 'whatever is worth remembering')
    .option('--group <group>', 'only for devices of the group; may be repeated', repeated)
    .option('--cidr <network>', 'only from there, as in 10.0.0.0/8; may be repeated', repeated)
    .option('--rate-limit <requests>', 'for how many requests in a second, as in 5', requestRate)
    .option('--max-uses <count>', 'for how many requests', wholeNumber(1, 1_000_000_000));

/** The request that they stand for; `now` is in Unix seconds. */
export const tokenRequestOf = (
  options: TokenRequestOptions,
  now: number,
): components['schemas']['TokenRequest'] => {
  const { name, scope, note, group, cidr, rateLimit, maxUses, startsIn, expires } = options;
  const fields = {
    name,
    scopes: [...scope],
    note,
    groups: group,
    cidrs: cidr,
    'rate-limit': rateLimit === undefined ? undefined : { 'per-second': rateLimit },
    'max-uses': maxUses,
    'not-before': startsIn === undefined ? undefined : now + startsIn,
    'expires-at': expires === undefined ? undefined : now + expires,
  };
  // Fields that were not said are left out: JSON has no undefined.
  return JSON.parse(JSON.stringify(fields)) as components['schemas']['TokenRequest'];
};
