/** The table of tokens with which devices register. */
import type { Generated } from 'kysely';

export interface EnrolmentTokensTable {
  id: string;
  /** Under a key that both services have. */
  secret_hash: Buffer;
  key_version: number;
  name: string;
  owner_id: string;
  /** The operator's token that it was made with, if it was. */
  parent_id: string | null;
  factory: string;
  /** The group that devices come into; null for the one that they name, if any. */
  group_name: string | null;
  /** What the names of devices begin with. */
  name_prefix: string | null;
  /** The only device that it registers; null for any. */
  device_uuid: string | null;
  /** Where it may be used; null for everywhere. */
  cidrs: string[] | null;
  max_uses: number;
  uses: Generated<number>;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  revoked_by: string | null;
  /** For which groups the owner may register at present, as triggers keep it; null for every device. */
  permitted_groups: Generated<string[] | null>;
}
