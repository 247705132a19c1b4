/** Keeping from an engine what an operator’s policy refuses: what is judged and what is sent are the same bytes. */
import { fault } from '@moorgate/errors';
import type { DockerTarget } from '../calls/docker-target.ts';
import { type DockerOperation, operationOf } from './docker-operation.ts';
import { type DockerPolicy, dockerRefusals, type RefusedPart } from './docker-policy.ts';
import { isJsonObject } from './go-json.ts';
import { judgeDockerBody } from './judge-docker-body.ts';

/** A request as a policy sees it before its body. */
export interface JudgedRequest {
  readonly method: string;
  readonly target: DockerTarget;
  readonly contentType?: string | undefined;
}

/** The refusal of a part, in words that name it. */
export const refusalOf = ({ rule, pointer }: RefusedPart): Error =>
  fault('docker_request_refused', { detail: `${pointer}: ${dockerRefusals[rule]} are refused` });

/** A build in a namespace of the host, or by a builder that asks for its powers elsewhere. */
const requireHarmlessBuild = (policy: DockerPolicy, { query }: DockerTarget): void => {
  const parameters = new URLSearchParams(query);
  const values = (name: string): readonly string[] => parameters.getAll(name);
  const isForeign = (mode: string): boolean => mode === 'host' || mode.startsWith('container:');
  if (policy.has('host-namespaces') && values('networkmode').some(isForeign))
    throw refusalOf({ rule: 'host-namespaces', pointer: 'networkmode' });
  if (policy.has('security-options') && values('securityopt').some((text) => text !== '[]'))
    throw refusalOf({ rule: 'security-options', pointer: 'securityopt' });
  if (values('version').some((version) => version !== '1') || values('session').length > 0)
    throw fault('docker_request_refused', {
      detail: 'only the builder of version 1 can be judged',
    });
};

/**
 * What is to be done with the body of a request: nothing, or it has to be read whole and judged. Throws
 * `docker_request_refused` for what the policy refuses whatever its body says.
 */
export const requirePermittedTarget = (
  policy: DockerPolicy,
  { method, target }: JudgedRequest,
): DockerOperation => {
  if (policy.size === 0) return { kind: 'harmless' };
  const operation = operationOf(method, target);
  if (operation.kind === 'refused')
    throw fault('docker_request_refused', {
      detail: 'no rule can judge what it gives power over; with a policy it is refused',
    });
  if (operation.kind === 'build') requireHarmlessBuild(policy, target);
  return operation;
};

const parse = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), keepNumber);
  } catch {
    throw fault('invalid_json');
  }
};

/** Numbers stay as they were written: the engine reads more digits than we do. */
const keepNumber = (
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown =>
  typeof value === 'number' && context?.source !== undefined && !Number.isSafeInteger(value)
    ? rawJson(context.source)
    : value;

const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

const isJson = (contentType: string | undefined): boolean =>
  contentType === undefined || /^application\/json\s*(?:;|$)/i.test(contentType.trim());

/**
 * The bytes to send in place of those that came: written anew from what was judged, so that the engine reads no other
 * members than we did. Throws `docker_request_refused`, `unsupported_media_type`, `invalid_json` and `invalid_request`.
 */
export const requirePermittedBody = (
  policy: DockerPolicy,
  operation: Extract<DockerOperation, { kind: 'judged' }>,
  { bytes, contentType }: { readonly bytes: Uint8Array; readonly contentType?: string | undefined },
): Uint8Array => {
  if (bytes.length === 0) return bytes;
  if (!isJson(contentType))
    throw fault('unsupported_media_type', { acceptedTypes: ['application/json'] });
  const body = parse(bytes);
  if (body !== null && !isJsonObject(body))
    throw fault('invalid_request', {
      issues: [{ pointer: '/body', message: 'must be an object' }],
    });
  const refused = judgeDockerBody(policy, operation.body, body);
  if (refused !== null) throw refusalOf(refused);
  return Buffer.from(JSON.stringify(body));
};
