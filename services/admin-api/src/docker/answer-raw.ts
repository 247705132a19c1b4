/** Connections that go on with raw bytes: attaching to a container, what runs in one, the session of a builder. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Context, withStoreFaults } from '@moorgate/auth';
import { attachToDockerHost, type DockerAnswer, type DockerServices } from '@moorgate/docker-hosts';
import { fault } from '@moorgate/errors';
import { readUpgradeBody, splice } from '@moorgate/http';
import { dockerRequestOf, type DockerVisit, passOn } from './answer-docker.ts';

/** The head of the answer: what clients of engines look at, and the id of the request. */
const headOf = (
  { status, reason, headers }: Omit<DockerAnswer, 'body'>,
  requestId: string,
): string => {
  const fields = ['content-type', 'upgrade'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [`${name}: ${value}`] : [];
  });
  const lines = [
    `HTTP/1.1 ${String(status)} ${reason === '' ? (STATUS_CODES[status] ?? '') : reason}`,
    'connection: Upgrade',
    ...fields,
    `x-request-id: ${requestId}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
};

/**
 * Asks the engine for the same, and joins the connections where it agrees, each direction of which ends by itself; otherwise
 * its answer is the last on the connection. Resolves with the status when all is over. Throws what is to be answered in its
 * place, `request_malformed` among it for a body without a length, or of more than a mebibyte.
 */
export const answerRaw = async (
  ctx: Context & { readonly requestId: string },
  services: DockerServices,
  { visit, connection }: { readonly visit: DockerVisit; readonly connection: Duplex },
): Promise<number> => {
  const { request, response } = visit;
  const body = await readUpgradeBody(request, connection);
  if (body === null)
    throw fault('request_malformed', {
      detail: 'The body of such a request has its length, and is a mebibyte at most.',
    });
  const protocol = request.headers.upgrade?.toLowerCase() ?? 'tcp';
  const asked = { ...dockerRequestOf(visit, body.length === 0 ? undefined : body), protocol };
  const outcome = await withStoreFaults(() => attachToDockerHost(ctx, services, asked));
  if (outcome.kind === 'answered') return passOn(outcome.answer, response);
  const { head, socket } = outcome;
  connection.write(headOf(head, ctx.requestId), 'latin1');
  await splice(connection, socket);
  return head.status;
};
