/** An update as operators see it, and the rules of its names. */
import type { UpdateListRow, UpdateRow } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** By what people know an update of the installation's own factory. */
export interface UpdateName {
  readonly tag: string;
  readonly name: string;
}

/** A line of the list. */
export interface UpdateSummary extends UpdateName {
  readonly uploadedAt: Date;
  readonly uploadedBy: string;
  /** Devices that are assigned to it and report its tag. */
  readonly deviceCount: number;
}

/** What devices are told of it. */
export interface UpdateTarget {
  readonly name: string;
  readonly version: string;
  readonly hardwareIds: readonly string[];
  readonly tags: readonly string[];
  /** Hexadecimal. */
  readonly ostreeHash: string;
  /** Where each app is fetched from, by its name. */
  readonly apps: Readonly<Record<string, string>>;
}

/** Everything about one. */
export interface Update extends UpdateSummary {
  readonly files: number;
  readonly bytes: number;
  /** Whether its metadata was made here or came with it; null while there is none. */
  readonly metadataOrigin: 'signed' | 'uploaded' | null;
  readonly metadataExpiresAt: Date | null;
  readonly targets: readonly UpdateTarget[];
}

/** What a tag, and the name of an update, look like. */
export const updateNamePattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$';
const namePattern = new RegExp(updateNamePattern);

/** Passes for a tag and a name that an update can have. Throws `update_name_invalid`. */
export const requireUpdateName = ({ tag, name }: UpdateName): void => {
  for (const [what, text] of [
    ['Tag', tag],
    ['Update name', name],
  ] as const)
    if (!namePattern.test(text))
      throw fault('update_name_invalid', {
        detail: `${what} must match a given regexp: ${namePattern.source}`,
      });
};

/** The line of a row. */
export const updateSummaryFromRow = (row: UpdateListRow | UpdateRow): UpdateSummary => ({
  tag: row.tag,
  name: row.name,
  uploadedAt: row.uploaded_at,
  uploadedBy: row.uploaded_by,
  deviceCount: row.device_count,
});

/** How the audit names an update. */
export const auditIdOf = ({ tag, name }: UpdateName): string => `${tag}/${name}`;
