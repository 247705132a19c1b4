/** The answer of what is done to an application in its own time. */
import type { Context } from '@moorgate/auth';
import { findOperation } from '@moorgate/applications';
import { DomainError } from '@moorgate/errors';
import type { Reply, ResponseDefinition } from '@moorgate/http';
import { OperationSchema } from '../../schemas-applications.ts';
import { toOperationBody } from '../../translate-applications.ts';

/** 202, with the operation as it is at that moment. */
export const acceptedOperation: ResponseDefinition = {
  description: 'It is being done; the operation tells how far it is.',
  schema: OperationSchema,
  headers: { Location: 'The operation.' },
};

/** Use cases name fields as Lighthouse does, with a capital letter. */
const inOurNames = (error: unknown): unknown => {
  if (!(error instanceof DomainError) || error.details.issues === undefined) return error;
  const issues = error.details.issues.map(({ pointer, message }) => ({
    pointer: pointer.replace(/^\/[A-Z]/, (start) => start.toLowerCase()),
    message,
  }));
  return new DomainError(error.code, { ...error.details, issues });
};

/** The reply for an operation that begins. */
export const acceptOperation = async (
  ctx: Context,
  beginning: Promise<{ readonly operationId: string }>,
): Promise<Reply> => {
  const { operationId } = await beginning.catch((error: unknown) => {
    throw inOurNames(error);
  });
  return {
    status: 202,
    headers: { Location: `/v1/operations/${operationId}` },
    body: toOperationBody(await findOperation(ctx, operationId)),
  };
};
