/** How audit records look in tables. */
import type { components } from '@moorgate/client';
import type { Column } from '../../output/output.ts';

/** A record. */
export type AuditRecord = components['schemas']['AuditRecord'];

const changed = ({ before, after }: AuditRecord): string =>
  [before, after].every((value) => value === null)
    ? ''
    : `${JSON.stringify(before)} → ${JSON.stringify(after)}`;

/** A line about a record. */
export const recordColumns: readonly Column<AuditRecord>[] = [
  { title: 'at', of: ({ at }, showDate) => showDate(Math.floor(Date.parse(at) / 1_000)) },
  { title: 'action', of: ({ action }) => action },
  { title: 'actor', of: (record) => record['actor-name'] },
  { title: 'address', of: ({ address }) => address ?? '' },
  { title: 'target', of: (record) => `${record['target-kind']} ${record['target-id']}` },
  { title: 'change', of: changed },
];
