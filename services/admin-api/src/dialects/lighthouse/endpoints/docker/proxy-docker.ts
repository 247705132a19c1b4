/** /d/{Host}/{+Endpoint}, with each method, and the same with the host first. */
import type { Scope } from '@moorgate/auth';
import { askDockerHost } from '@moorgate/docker-hosts';
import {
  type AnyEndpoint,
  defineEndpoint,
  type Input,
  type Reply,
  type ResponseDefinition,
} from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { proxyReply } from '../../proxy-reply.ts';
import { readPayload, readProxiedCall } from '../../proxied-call.ts';
import { DockerErrorSchema, ProxyParamsSchema } from '../../schemas.ts';

const path = '/d/{Host}/{+Endpoint}';
const aliases = ['/{Host}/d/{+Endpoint}', '/d', '/d/', '/d/{Host}', '/d/{Host}/'];
const payloadBytesMax = 4_194_304;

const streamed = { description: 'What the engine answers.', streams: 'application/octet-stream' };
const failed = { description: 'What the engine answers.', schema: DockerErrorSchema };
/** The statuses of the Docker API. */
const successes = [200, 201, 202, 203, 206];
const failures = [301, 400, 401, 403, 404, 405, 406, 409, 413, 422, 500, 501, 502, 503, 504];
const responses: Readonly<Record<number, ResponseDefinition>> = {
  ...Object.fromEntries(successes.map((status) => [status, streamed])),
  204: { description: 'Done.' },
  304: { description: 'It was so already.' },
  ...Object.fromEntries(failures.map((status) => [status, failed])),
};

const proxy = async (
  ctx: LighthouseContext,
  input: Pick<Input<{ subscription: true }>, 'method' | 'path' | 'search' | 'subscription'>,
  bytes?: Buffer,
): Promise<Reply> => {
  const { method, subscription } = input;
  const { host, target } = readProxiedCall(input);
  const body = readPayload(bytes);
  const sent = body === undefined ? {} : { body, contentType: 'application/json' };
  const requireStill = async () => void (await subscription.requireAccess());
  return proxyReply(await askDockerHost(ctx, ctx, { host, method, target, ...sent, requireStill }));
};

const shared = {
  path,
  aliases,
  tag: 'Docker',
  description:
    'The rest of the path, with its query, is asked of the Docker API of the host: an instance of a beacon that one may use, by its address, in which slashes are escaped, or by its alias. Streams both ways, but for raw connections. A change is recorded.',
  responses,
  faults: [
    'docker_host_not_found',
    'beacon_forbidden',
    'beacon_address_forbidden',
    'docker_request_refused',
    'docker_call_failed',
    'route_not_found',
    'unsupported_media_type',
    'invalid_json',
    'scope_missing',
  ],
} as const;

const reading = defineEndpoint({
  ...shared,
  operationId: 'getFromDockerHost',
  method: 'GET',
  summary: 'Read from a Docker host',
  access: { scopes: ['docker:read'] },
  request: { params: ProxyParamsSchema, subscription: true },
  handle: (ctx: LighthouseContext, input) => proxy(ctx, input),
});

const changing = (operationId: string, method: 'POST' | 'PUT' | 'DELETE', summary: string) =>
  defineEndpoint({
    ...shared,
    operationId,
    method,
    summary,
    access: { scopes: ['docker:read-update'] as [Scope] },
    bodyLimitBytes: payloadBytesMax,
    request: {
      params: ProxyParamsSchema,
      bytes: { mediaType: 'application/json', mayBeEmpty: true },
      subscription: true,
    },
    handle: (ctx: LighthouseContext, input) => proxy(ctx, input, input.bytes),
  });

/** One endpoint for each method; `HEAD` comes with `GET`. */
export const dockerProxyEndpoints: readonly AnyEndpoint[] = [
  reading,
  changing('postToDockerHost', 'POST', 'Change something on a Docker host'),
  changing('putToDockerHost', 'PUT', 'Write to a Docker host'),
  changing('deleteFromDockerHost', 'DELETE', 'Delete something on a Docker host'),
];
