/** A device, or a program without a browser of its own, that waits for a person to let it in (RFC 8628). */
import { listScopes, type Scope, scopeSet } from '@moorgate/auth';
import type { DeviceAuthorizationRow } from '@moorgate/db';

/** pending: nobody has said anything yet; the others are final. */
export type DeviceAuthorizationState = 'pending' | 'approved' | 'denied' | 'redeemed' | 'expired';

/** What the person who lets it in gets to see. */
export interface DeviceAuthorization {
  readonly id: string;
  readonly clientId: string;
  /** How the client is called; null for a device, and where that is not looked up. */
  readonly clientName: string | null;
  /** The device that wants to register; null for a program that is known as a client. */
  readonly deviceUuid: string | null;
  readonly scopes: readonly Scope[];
  readonly state: DeviceAuthorizationState;
  readonly createdAt: Date;
  /** Where it asked from. */
  readonly address: string | null;
  readonly expiresAt: Date;
}

/** How long somebody has to let it in: long enough to fetch a colleague. */
export const deviceAuthorizationLifetimeMs = 15 * 60_000;

/** How long a device waits between two questions. */
export const pollIntervalSeconds = 5;

/** Where it stands at this time. */
export const deviceAuthorizationStateAt = (
  row: Pick<DeviceAuthorizationRow, 'is_approved' | 'redeemed_at' | 'expires_at'>,
  now: Date,
): DeviceAuthorizationState => {
  if (row.redeemed_at !== null) return 'redeemed';
  if (row.is_approved === false) return 'denied';
  if (now >= row.expires_at) return 'expired';
  return row.is_approved === null ? 'pending' : 'approved';
};

/** The row as it stands at this time. */
export const deviceAuthorizationFromRow = (
  row: DeviceAuthorizationRow,
  now: Date,
): DeviceAuthorization => ({
  id: row.id,
  clientId: row.client_id,
  clientName: null,
  deviceUuid: row.device_uuid,
  scopes: listScopes(scopeSet(row.scopes)),
  state: deviceAuthorizationStateAt(row, now),
  createdAt: row.created_at,
  address: row.created_ip,
  expiresAt: row.expires_at,
});
