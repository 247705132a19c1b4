/** The form of an answer about builds: JSend, as tools of JobServ read it. */
import { catalogue, describeError, type DomainError, type ErrorCode } from '@moorgate/errors';
import { type FaultForm, oneOf, type Reply, statusOf } from '@moorgate/http';
import { type TProperties, type TSchema, Type } from 'typebox';
import { ErrorSchema, renderFoundriesFault } from './envelope.ts';

const codes = Object.keys(catalogue).sort() as [ErrorCode, ...ErrorCode[]];

/** An error: that of the other part of this dialect, with its `status`. */
const ProjectErrorSchema = Type.Object(
  {
    status: Type.Literal('error'),
    message: Type.String(),
    errors: ErrorSchema.properties.errors,
    code: oneOf(codes, { description: 'The reason, the same as in the log.' }),
    requestId: Type.String({ description: 'The id under which the log knows this request.' }),
  },
  { $id: 'ProjectError' },
);

/** The schema of an answer with data. */
export const jsend = <T extends TSchema>(data: T): TSchema =>
  Type.Object({ status: Type.Literal('success'), data });

/** The schema of an answer with named data. */
export const jsendOf = (members: TProperties): TSchema => jsend(Type.Object(members));

/** An answer with data. */
export const success = (data: unknown, status = 200): Reply => ({
  status,
  body: { status: 'success', data },
});

/** Fields go by their places in the body: `project-definition/timeout`. */
const withoutSlash = (errors: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(errors).map(([field, rule]) => [field.replace(/^\//, ''), rule]),
  );

/** The error as this part answers it. */
export const renderProjectFault = (error: DomainError, requestId: string): Reply => {
  const reply = renderFoundriesFault(error, requestId);
  const { errors, ...body } = reply.body as { readonly errors?: Record<string, string> };
  const fields = errors === undefined ? {} : { errors: withoutSlash(errors) };
  return { ...reply, body: { status: 'error', ...body, ...fields } };
};

/** The same for the document. */
export const projectFaultForm: FaultForm = {
  statusOf: (code) => statusOf(describeError(code).kind),
  content: { 'application/json': ProjectErrorSchema },
};
