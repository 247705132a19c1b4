/** A token with which devices register, and a place in the list of them. */
import { decodeCursor, tokenIdPattern } from '@moorgate/auth';
import type { EnrolmentTokenPosition, EnrolmentTokenRow } from '@moorgate/db';

/**
 * usable: registers devices; suspended: its owner, or the token that it was made with, may not do so at present; the others: it does nothing any more.
 */
export const enrolmentTokenStates = [
  'usable',
  'suspended',
  'used_up',
  'revoked',
  'expired',
] as const;
export type EnrolmentTokenState = (typeof enrolmentTokenStates)[number];

/** Lets some devices register without an operator at hand. */
export interface EnrolmentToken {
  readonly id: string;
  readonly name: string;
  readonly state: EnrolmentTokenState;
  readonly factory: string;
  /** The group that devices come into; null for the one that they name, if any. */
  readonly group: string | null;
  /** What the names of devices begin with; null for whatever they like. */
  readonly namePrefix: string | null;
  /** The addresses and networks that it may be used from; null for everywhere. */
  readonly cidrs: readonly string[] | null;
  readonly maxUses: number;
  readonly uses: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
}

type Deciding = Pick<
  EnrolmentTokenRow,
  'revoked_at' | 'expires_at' | 'uses' | 'max_uses' | 'permitted_groups' | 'group_name'
>;

const isPermitted = ({ permitted_groups: groups, group_name: own }: Deciding): boolean =>
  groups === null || (own === null ? groups.length > 0 : groups.includes(own));

/** What a token is good for at this moment. */
export const enrolmentStateAt = (row: Deciding, now: Date): EnrolmentTokenState => {
  if (row.revoked_at !== null) return 'revoked';
  if (now >= row.expires_at) return 'expired';
  if (row.uses >= row.max_uses) return 'used_up';
  return isPermitted(row) ? 'usable' : 'suspended';
};

/** The row of a token as it stands at this moment. */
export const enrolmentTokenFromRow = (row: EnrolmentTokenRow, now: Date): EnrolmentToken => ({
  id: row.id,
  name: row.name,
  state: enrolmentStateAt(row, now),
  factory: row.factory,
  group: row.group_name,
  namePrefix: row.name_prefix,
  cidrs: row.cidrs,
  maxUses: row.max_uses,
  uses: row.uses,
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
  revokedBy: row.revoked_by,
});

const cursorPatterns = [/^[0-9]{1,14}$/, tokenIdPattern];

/** The place that a cursor of the list stands for. Throws `cursor_invalid`. */
export const enrolmentPositionFromCursor = (
  cursor: string | undefined,
): EnrolmentTokenPosition | null => {
  if (cursor === undefined) return null;
  const [milliseconds, id] = decodeCursor(cursor, cursorPatterns) as [string, string];
  return { created_at: new Date(Number(milliseconds)), id };
};

/** What a cursor holds of a row. */
export const enrolmentCursorOf = (row: EnrolmentTokenPosition): [string, string] => [
  String(row.created_at.getTime()),
  row.id,
];
