/** The form of an error: which area it comes from, and a sentence that clients know. */
import { describeError, type DomainError, type ErrorCode } from '@moorgate/errors';
import { type AskedRequest, type Reply, statusOf } from '@moorgate/http';
import { type Rendered, renderProxyFault } from './proxy-envelope.ts';
import { areaOf } from './translate.ts';

/** The words of the original; what is not here has the title of its code. */
const messages: Readonly<Partial<Record<ErrorCode, string>>> = {
  credentials_required: 'not logged in',
  credentials_invalid: 'not logged in',
  login_failed: 'email or password incorrect',
  user_not_found: 'User does not exist or current permission too low',
  user_exists: 'databases: key already exists',
  beacon_not_found: 'databases: given key not found',
  beacon_exists: 'beacons: tried to add an beacon which already exists',
  beacon_alias_taken: 'databases: key already exists',
  beacon_forbidden: 'beacons: user not permitted to access token',
  docker_host_not_found: 'databases: given key not found',
  application_not_found: 'applications: unknown application ID',
  application_name_taken: 'databases: key already exists',
  application_forbidden: 'applications: user not permitted to modify application',
  application_busy: 'applications: an operation is in progress',
  deployment_not_found: 'applications: unknown deployment ID',
  deployment_of_other_application: 'applications: deployment does not belong to given application',
  no_earlier_deployment: 'applications: no previous deployment to rollback to',
};

/** Where clients know another status than that of the kind. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  user_exists: 400,
  beacon_not_found: 400,
  beacon_exists: 400,
  beacon_alias_taken: 400,
  beacon_call_failed: 500,
  docker_host_not_found: 400,
  docker_call_failed: 500,
  application_name_taken: 400,
};

/** The status of a code. */
export const statusOfCode = (code: ErrorCode): number =>
  statuses[code] ?? statusOf(describeError(code).kind);

/** Those that say in words of their own that a request is malformed. */
const areasWithParameters: readonly string[] = ['applications', 'beacons'];

const malformed: readonly ErrorCode[] = ['invalid_json', 'invalid_request'];

/** What one operation says in its own way. */
const ofOperation: Readonly<
  Record<string, (error: DomainError, usual: Rendered, asked: AskedRequest) => Rendered>
> = {
  logIntoLighthouse: ({ code }, usual) =>
    malformed.includes(code) ? { status: 401, message: messages.login_failed! } : usual,
  changeLighthouseUser: ({ code, kind }, usual) =>
    (kind === 'invalid' || kind === 'forbidden') && code !== 'cross_site_request'
      ? { ...usual, message: 'could not update user' }
      : usual,
  changeBeaconToken: ({ code }, usual) =>
    code === 'beacon_not_found' ? { ...usual, message: 'databases: no rows updated' } : usual,
  getFromDockerHost: renderProxyFault,
  postToDockerHost: renderProxyFault,
  putToDockerHost: renderProxyFault,
  deleteFromDockerHost: renderProxyFault,
  permitBeaconUser: (error, usual) => ofPermission(error, usual),
  forbidBeaconUser: (error, usual) => ofPermission(error, usual),
};

/** These calls are of a vintage that answered with sentences, and the documentation still shows this one so. */
const ofPermission = ({ code }: DomainError, usual: Rendered): Rendered =>
  code === 'user_not_found' || code === 'beacon_not_found'
    ? { status: 400, message: messages.beacon_not_found!, isText: true }
    : usual;

const usualMessage = ({ code, kind, details }: DomainError, area: string): string => {
  const known = messages[code];
  if (known !== undefined) return known;
  if (areasWithParameters.includes(area) && malformed.includes(code))
    return `${area}: not enough or invalid parameters given`;
  if (code === 'beacon_call_failed' && details.detail !== undefined) return details.detail;
  const { detail } = kind === 'forbidden' ? details : {};
  return detail ?? describeError(code).title;
};

const headersOf = ({ code, kind, details }: DomainError): Record<string, string> => ({
  'X-Error-Code': code,
  ...(kind === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer realm="moorgate"' } : {}),
  ...(details.retryAfterSeconds === undefined
    ? {}
    : { 'Retry-After': String(Math.max(0, Math.ceil(details.retryAfterSeconds))) }),
});

/** The area that is at fault: whoever is not recognised, or sent from elsewhere, has not come to another one yet. */
const causeOf = ({ code, kind }: DomainError, area: string): string =>
  kind === 'unauthenticated' || code === 'cross_site_request' ? 'auth' : area;

/** Whoever asks for `text/plain` and nothing else wants the sentence alone. */
const isSentence = ({ isText }: Rendered, { headers }: AskedRequest): boolean => {
  const accept = headers['accept']?.trim() ?? '*/*';
  return (
    accept === 'text/plain' || (isText === true && !/\bapplication\/(?:json|\*)/i.test(accept))
  );
};

/**
 * The reply for an error. An empty alias is answered with a status and a text without characters, as clients know
 * it; what is a sentence alone is text.
 */
export const renderLighthouseFault = (
  error: DomainError,
  _requestId: string,
  asked: AskedRequest,
): Reply => {
  const area = areaOf(asked.path);
  const usual = { status: statusOfCode(error.code), message: usualMessage(error, area) };
  const rendered: Rendered = ofOperation[asked.operationId ?? '']?.(error, usual, asked) ?? usual;
  const { status, message, area: renderedArea = area } = rendered;
  const headers = headersOf(error);
  if (error.code === 'beacon_alias_empty') return { status, headers, body: '' };
  if (isSentence(rendered, asked)) return { status, headers, body: message };
  return { status, headers, body: { Cause: causeOf(error, renderedArea), Message: message } };
};
