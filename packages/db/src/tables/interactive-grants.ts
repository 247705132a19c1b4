/** Tables of what people grant in a browser to programs that wait for it. */
import type { Generated } from 'kysely';

export interface DeviceAuthorizationsTable {
  id: string;
  device_code_hash: Buffer;
  user_code_hash: Buffer;
  key_version: number;
  client_id: string;
  /** The device that wants to register; null for a program that is known as a client. */
  device_uuid: string | null;
  /** What was asked for. */
  scopes: string[];
  created_at: Date;
  created_ip: string | null;
  expires_at: Date;
  decided_at: Date | null;
  user_id: string | null;
  is_approved: boolean | null;
  granted_scopes: string[] | null;
  /** The group that the device comes into; null for the one that it names, if any. */
  device_group: string | null;
  redeemed_at: Date | null;
}

export interface AuthorizationCodesTable {
  id: string;
  secret_hash: Buffer;
  key_version: number;
  client_id: string;
  user_id: string;
  redirect_uri: string;
  code_challenge: string;
  scopes: string[];
  created_at: Date;
  expires_at: Date;
  redeemed_at: Date | null;
  /** The tokens that it was exchanged for. */
  token_ids: Generated<string[]>;
}
