/** The native form of an error: problem details (RFC 9457), whose issues point into the request. */
import { DomainError, type Issue } from '@moorgate/errors';

const requestParts = /^\/(?:params|query|headers|body)(?:\/|$)/;

const intoBody = (issue: Issue): Issue =>
  requestParts.test(issue.pointer) ? issue : { ...issue, pointer: `/body${issue.pointer}` };

/** The same error, with the fields that a use case names found where a client sent them: in the body. */
export const pointIntoRequest = (error: DomainError): DomainError => {
  const { issues } = error.details;
  if (issues === undefined) return error;
  return new DomainError(error.code, { ...error.details, issues: issues.map(intoBody) });
};
