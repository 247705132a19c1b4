/** The answer of what is done to an application in its own time. */
import type { Context } from '@moorgate/auth';
import { findOperation } from '@moorgate/applications';
import type { Reply, ResponseDefinition } from '@moorgate/http';
import { OperationSchema } from '../../schemas-applications.ts';
import { toOperationBody } from '../../translate-applications.ts';

/** 202, with the operation as it is at that moment. */
export const acceptedOperation: ResponseDefinition = {
  description: 'It is being done; the operation tells how far it is.',
  schema: OperationSchema,
  headers: { Location: 'The operation.' },
};

/** The reply for an operation that has just begun. */
export const acceptOperation = async (
  ctx: Context,
  { operationId }: { readonly operationId: string },
): Promise<Reply> => ({
  status: 202,
  headers: { Location: `/v1/operations/${operationId}` },
  body: toOperationBody(await findOperation(ctx, operationId)),
});
