/** Endpoints that only tests have: answers that take their time, and requests that came with a token of a device. */
import { setTimeout as after } from 'node:timers/promises';
import { UuidSchema } from '@moorgate/http';
import { Type } from 'typebox';
import type { RequestHold } from '../connections.ts';
import { defineGatewayEndpoint, type GatewayEndpoint } from '../dialects/gateway/context.ts';
import { gatewayEndpoints } from '../dialects/gateway/index.ts';

const pieceBytes = 65_536;

/** Zeros without end, as fast as the client takes them; with `pauseMs`, that long between two pieces. */
async function* zeros(pauseMs = 0): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(pieceBytes);
  for (;;) {
    yield piece;
    if (pauseMs > 0) await after(pauseMs);
  }
}

const streamResponses = { 200: { description: 'Zeros.', streams: 'application/octet-stream' } };
const streamReply = (bytes: AsyncIterable<Uint8Array>) => ({
  status: 200,
  headers: { 'Content-Type': 'application/octet-stream' },
  stream: { bytes },
});

/** `GET /zeros`: as fast as they are taken; `GET /trickle`: a piece every 10 ms. */
const streams: readonly GatewayEndpoint[] = [
  { path: '/zeros', pauseMs: 0 },
  { path: '/trickle', pauseMs: 10 },
].map(({ path, pauseMs }) =>
  defineGatewayEndpoint({
    operationId: path.slice(1),
    method: 'GET',
    path,
    summary: 'Send zeros without end',
    tag: 'Tests',
    access: {},
    request: {},
    responses: streamResponses,
    faults: [],
    handle: () => Promise.resolve(streamReply(zeros(pauseMs))),
  }),
);

/** `GET /held`: is answered with 204 when the test lets it. */
export interface HeldEndpoint {
  readonly endpoint: GatewayEndpoint;
  /** How many requests wait. */
  waiting(): number;
  /** Answers all that wait. */
  release(): void;
}

/** Makes it. */
export const holdAnswers = (): HeldEndpoint => {
  let waiting: (() => void)[] = [];
  return {
    endpoint: defineGatewayEndpoint({
      operationId: 'held',
      method: 'GET',
      path: '/held',
      summary: 'Wait',
      tag: 'Tests',
      access: {},
      request: {},
      responses: { 204: { description: 'It is over.' } },
      faults: [],
      handle: async () => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return { status: 204 };
      },
    }),
    waiting: () => waiting.length,
    release: () => {
      for (const resolve of waiting.splice(0)) resolve();
      waiting = [];
    },
  };
};

/** A request that came with a token of a device, in the hands of a test. */
export interface TokenRequest {
  readonly uuid: string;
  readonly hold: RequestHold;
}

/**
 * `GET /of-device/{uuid}`: zeros for whoever names a device, as long as `mayGoOn` says so. `began` sees each request.
 */
export const streamForToken = (
  mayGoOn: (uuid: string) => Promise<boolean>,
  began: (request: TokenRequest) => void = () => undefined,
): GatewayEndpoint =>
  defineGatewayEndpoint({
    operationId: 'ofDevice',
    method: 'GET',
    path: '/of-device/{uuid}',
    summary: 'Send zeros for a token of a device',
    tag: 'Tests',
    access: { admits: ['anonymous', 'device'] },
    request: { params: Type.Object({ uuid: UuidSchema }) },
    responses: streamResponses,
    faults: [],
    handle: (ctx, { params: { uuid } }) => {
      const hold = ctx.holdRequest(uuid, () => mayGoOn(uuid));
      began({ uuid, hold });
      return Promise.resolve(streamReply(zeros(10)));
    },
  });

/** Those of devices, the streams, and these. */
export const endpointsWith = (...more: readonly GatewayEndpoint[]): readonly GatewayEndpoint[] => [
  ...gatewayEndpoints,
  ...streams,
  ...more,
];
