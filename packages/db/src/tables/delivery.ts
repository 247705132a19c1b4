/** Tables about what operators put there for devices. */
import type { Generated } from 'kysely';

export interface UpdatesTable {
  id: string;
  factory: string;
  tag: string;
  name: string;
  uploaded_at: Date;
  uploaded_by: string;
}

/** Files whose rows are gone. */
export interface BlobRemovalsTable {
  blob_id: string;
  requested_at: Generated<Date>;
}
