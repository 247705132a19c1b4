/** The endpoints about audit records and the chain over them. */
import type { AnyEndpoint } from '@moorgate/http';
import { exportAuditRecordsEndpoint } from './export-audit-records.ts';
import { listAuditCheckpointsEndpoint } from './list-audit-checkpoints.ts';
import { listAuditKeysEndpoint } from './list-audit-keys.ts';
import { listAuditRecordsEndpoint } from './list-audit-records.ts';
import { makeAuditCheckpointEndpoint } from './make-audit-checkpoint.ts';

/** All of them. */
export const auditEndpoints: readonly AnyEndpoint[] = [
  listAuditRecordsEndpoint,
  exportAuditRecordsEndpoint,
  listAuditCheckpointsEndpoint,
  makeAuditCheckpointEndpoint,
  listAuditKeysEndpoint,
];
