/** The form of an error in this dialect: a message, and what it is about. */
import {
  catalogue,
  describeError,
  type DomainError,
  type ErrorCode,
  type Issue,
} from '@moorgate/errors';
import { type FaultForm, oneOf, renderProblem, type Reply, statusOf } from '@moorgate/http';
import { Type } from 'typebox';

/** An error, as clients of this dialect print it: the message, then each of `errors`. */
export const ErrorSchema = Type.Object(
  {
    message: Type.String(),
    errors: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'By field, the rule that it breaks; under `scope` the scope that is missing.',
      }),
    ),
    code: oneOf(Object.keys(catalogue).sort() as [ErrorCode, ...ErrorCode[]], {
      description: 'The reason, the same as in the log.',
    }),
    requestId: Type.String({ description: 'The id under which the log knows this request.' }),
  },
  { $id: 'Error' },
);

/** Without the part of the request: `/body/files/0/name` is `files/0/name`, and a file of a configuration its name. */
const fieldOf = ({ pointer }: Issue): string =>
  pointer.replace(/^\/(?:params|query|headers|body)\//, '').replace(/^Files\//, 'files/');

const errorsOf = ({ details, code }: DomainError): Record<string, string> | undefined => {
  if (code === 'scope_missing') return { scope: (details.neededScopes ?? []).join(', ') };
  if (details.issues === undefined) return undefined;
  return Object.fromEntries(details.issues.map((issue) => [fieldOf(issue), issue.message]));
};

const messageOf = (error: DomainError): string => {
  const { title } = describeError(error.code);
  if (error.kind === 'internal') return title;
  if (error.code !== 'scope_missing') return error.details.detail ?? title;
  return `Token missing scope ${(error.details.neededScopes ?? []).join(', ')}`;
};

/** The error as this dialect answers it, with the status and the headers that it has everywhere. */
export const renderFoundriesFault = (error: DomainError, requestId: string): Reply => {
  const errors = errorsOf(error);
  return {
    status: statusOf(error.kind),
    headers: { ...renderProblem(error, requestId).headers, 'Content-Type': 'application/json' },
    body: {
      message: messageOf(error),
      ...(errors === undefined ? {} : { errors }),
      code: error.code,
      requestId,
    },
  };
};

/** The same for the document. */
export const foundriesFaultForm: FaultForm = {
  statusOf: (code) => statusOf(describeError(code).kind),
  content: { 'application/json': ErrorSchema },
};
