/** GET /audit-keys */
import { listAuditPublicKeys } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { AuditKeySchema } from '../../schemas-audit.ts';

/** The public halves of the keys that sign checkpoints. */
export const listAuditKeysEndpoint = defineEndpoint({
  operationId: 'listAuditKeys',
  method: 'GET',
  path: '/audit-keys',
  summary: 'List the keys that checkpoints are checked with',
  description: 'With them anybody can tell that a checkpoint was signed here, without a secret.',
  tag: 'Audit',
  access: { scopes: ['audit:read'] },
  request: {},
  responses: { 200: { description: 'The keys.', schema: Type.Array(AuditKeySchema) } },
  faults: [],
  handle: (ctx: NativeContext) =>
    Promise.resolve({
      status: 200,
      body: listAuditPublicKeys(ctx.auditKeys).map(({ version, pem }) => ({
        version,
        'public-key': pem,
      })),
    }),
});
