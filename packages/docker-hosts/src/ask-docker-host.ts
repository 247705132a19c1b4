/** Asking the engine of a host something in the name of somebody. */
import type { Readable } from 'node:stream';
import { type Context, requireUnlimited } from '@moorgate/auth';
import { callerIdOf } from '@moorgate/beacons';
import { fault, toDomainError } from '@moorgate/errors';
import { collectBody } from './calls/collect-body.ts';
import type { DockerAnswer, DockerCall, DockerUpgrade } from './calls/docker-call.ts';
import { type DockerTarget, requireDockerTarget } from './calls/docker-target.ts';
import { patienceWith } from './calls/patience.ts';
import { type DockerHost, resolveDockerHost } from './docker-host.ts';
import { isReading, scopeOf } from './policy/docker-operation.ts';
import { requirePermittedBody, requirePermittedTarget } from './policy/require-permitted.ts';
import { recordBegun, recordEnded } from './record-call.ts';
import { type KeptRights, keepRights } from './rights/kept-rights.ts';
import type { DockerServices } from './services.ts';

/** What is asked. */
export interface DockerRequest {
  /** The address of a host, or its alias. */
  readonly host: string;
  readonly method: string;
  /** Path and query of the Docker API, as they go over the wire, without the slash at the beginning. */
  readonly target: string;
  readonly contentType?: string | undefined;
  /** Further headers for the engine. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | Readable;
  /** What is to be spoken on a raw connection; `tcp` unless said. */
  readonly protocol?: string;
  /** Throws once whoever asked may not any more; asked again and again while the call lasts. */
  requireStill(): Promise<void>;
  /** Ends the call: whoever asked has left, say. */
  readonly signal?: AbortSignal;
}

/** A request that may be sent, and whose it is. */
interface Admitted {
  readonly call: DockerCall;
  readonly target: DockerTarget;
  readonly host: DockerHost;
  readonly rights: KeptRights;
}

/** The body that may be sent: judged where the policy has a rule about it, else as it comes. */
const permittedBody = async (
  { dockerPolicy }: DockerServices,
  { method, contentType, body }: DockerRequest,
  target: DockerTarget,
): Promise<Uint8Array | Readable | undefined> => {
  const operation = requirePermittedTarget(dockerPolicy, { method, target });
  if (operation.kind !== 'judged' || body === undefined) return body;
  const bytes = body instanceof Uint8Array ? body : await collectBody(body);
  return requirePermittedBody(dockerPolicy, operation, { bytes, contentType });
};

const signalOf = ({ signal }: DockerRequest, rights: KeptRights): AbortSignal =>
  signal === undefined ? rights.signal : AbortSignal.any([signal, rights.signal]);

const admit = async (
  ctx: Context,
  services: DockerServices,
  request: DockerRequest,
): Promise<Admitted> => {
  const target = requireDockerTarget(request.target);
  const { method } = request;
  requireUnlimited(ctx.principal, [scopeOf(method, target)]);
  const { host } = await resolveDockerHost(ctx, request.host);
  const body = await permittedBody(services, request, target);
  const userId = callerIdOf(ctx);
  if (userId === null) throw fault('credentials_required');
  const rights = keepRights({
    levelWatch: services.levelWatch,
    level: { beaconId: host.beaconId, userId },
    requireStill: () => request.requireStill(),
  });
  const { contentType, headers, protocol } = request;
  const call: DockerCall = {
    ...{ host, method, target: request.target, signal: signalOf(request, rights) },
    ...(contentType === undefined ? {} : { contentType }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
    ...(protocol === undefined ? {} : { protocol }),
    idleTimeoutMs: patienceWith(target),
  };
  return { call, target, host, rights };
};

const dispose = (outcome: DockerUpgrade): void => {
  if (outcome.kind === 'answered') outcome.answer.body.destroy();
  else outcome.socket.destroy();
};

/** Sends a change between its two records; nobody learns of an outcome that has none. */
const sendRecorded = async (
  ctx: Context,
  { call, host, target }: Admitted,
  send: () => Promise<DockerUpgrade>,
): Promise<DockerUpgrade> => {
  if (isReading(call.method, target)) return send();
  const change = { host, target, method: call.method };
  await recordBegun(ctx, change);
  const outcome = await send().catch(async (thrown: unknown) => {
    await recordEnded(ctx, change, { error: toDomainError(thrown).code });
    throw thrown;
  });
  const { status } = outcome.kind === 'answered' ? outcome.answer : outcome.head;
  try {
    await recordEnded(ctx, change, { status });
  } catch (error) {
    dispose(outcome);
    throw error;
  }
  return outcome;
};

const run = async (
  ctx: Context,
  services: DockerServices,
  { request, isUpgrade }: { readonly request: DockerRequest; readonly isUpgrade: boolean },
): Promise<DockerUpgrade> => {
  const admitted = await admit(ctx, services, request);
  const { call, rights } = admitted;
  const { dockerCaller } = services;
  try {
    const outcome = await sendRecorded(ctx, admitted, async () =>
      isUpgrade
        ? dockerCaller.upgrade(call)
        : { kind: 'answered', answer: await dockerCaller.call(call) },
    );
    const stream = outcome.kind === 'answered' ? outcome.answer.body : outcome.socket;
    stream.once('close', rights.stop);
    return outcome;
  } catch (error) {
    rights.stop();
    throw error;
  }
};

/**
 * Asks an engine, and answers whatever it says. What may change something is recorded before the engine hears of it, and
 * with its status before whoever asks does. The answer breaks off, with the reason, within a second after whoever asks has
 * lost the right, the level on the beacon, or the credential. Throws `scope_missing` without `docker:read`, for what may
 * change something without `docker:read-update`; `docker_host_not_found`, `beacon_forbidden`, `docker_request_refused`,
 * `invalid_request`, `docker_call_failed`, `beacon_address_forbidden` and `service_unavailable`.
 */
export const askDockerHost = async (
  ctx: Context,
  services: DockerServices,
  request: DockerRequest,
): Promise<DockerAnswer> => {
  const outcome = await run(ctx, services, { request, isUpgrade: false });
  if (outcome.kind === 'answered') return outcome.answer;
  outcome.socket.destroy();
  throw fault('docker_call_failed', { detail: 'the answer is no HTTP' });
};

/** The same for a request that asks to go on with raw bytes. Throws the same. */
export const attachToDockerHost = (
  ctx: Context,
  services: DockerServices,
  request: DockerRequest,
): Promise<DockerUpgrade> => run(ctx, services, { request, isUpgrade: true });
