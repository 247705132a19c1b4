/** Artifacts that devices send, watched from inside, and what a denial does to them. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openBlobStore } from '@moorgate/blobs';
import { removeBlobs, sweepBlobs } from '@moorgate/delivery';
import { DomainError } from '@moorgate/errors';
import type { TestLeaf } from '@moorgate/testing';
import { connectedDevice, type GatewayEndpoint } from '../dialects/gateway/context.ts';
import { gatewayEndpoints } from '../dialects/gateway/index.ts';
import { callGateway, type Target, tlsOptions } from './device-client.ts';
import type { TestGateway } from './start-test-gateway.ts';

/** The id of the test that every device reports. */
export const testId = 'crossing-uploads-test';

/** Where the files of a test are. */
export interface UploadFolder {
  readonly folder: string;
  /** Those of the gateway, with the uploads of artifacts watched. */
  readonly endpoints: readonly GatewayEndpoint[];
  /** Resolves when no upload is being handled. */
  whenIdle(): Promise<unknown>;
  /** How many uploads ended without a word of the store, which may have left a file for a sweep. */
  interrupted(): number;
  /** Settles those; returns how many files it removed. */
  sweep(running: TestGateway): Promise<number>;
  /** Removes the files whose rows were destroyed. */
  runRemovals(running: TestGateway): Promise<void>;
  /** The files that there are, arriving ones included, sorted. */
  listFiles(): Promise<string[]>;
  /** The generation of the device under which the artifact of that name was, or may have been, written. */
  generationOf(name: string): number | undefined;
  close(): Promise<void>;
}

/** Watches how the uploads that an endpoint handles end. */
const watchEndpoint = (
  endpoint: GatewayEndpoint,
  onWrite: (name: string, generation: number, writing: Promise<unknown>) => void,
): GatewayEndpoint => ({
  ...endpoint,
  handle: (ctx, input) => {
    const { generation } = connectedDevice(ctx).device;
    const { name } = input.params as unknown as { readonly name: string };
    const writing = endpoint.handle(ctx, input);
    onWrite(name, generation, writing);
    return writing;
  },
});

/** Makes an empty folder, and the endpoints of a gateway that writes to it. */
export const openUploadFolder = async (): Promise<UploadFolder> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-uploads-'));
  const blobs = await openBlobStore(folder);
  const generations = new Map<string, number>();
  const underway = new Set<Promise<unknown>>();
  let interrupted = 0;
  const onWrite = (name: string, generation: number, writing: Promise<unknown>): void => {
    const noteWritten = (): void => void generations.set(name, generation);
    const settled = writing.then(noteWritten, (error: unknown) => {
      if (!(error instanceof DomainError) || error.code !== 'service_unavailable') return;
      interrupted += 1;
      noteWritten();
    });
    underway.add(settled);
    void settled.then(() => underway.delete(settled));
  };
  return {
    folder,
    endpoints: gatewayEndpoints.map((endpoint) =>
      endpoint.operationId === 'putArtifact' ? watchEndpoint(endpoint, onWrite) : endpoint,
    ),
    whenIdle: () => Promise.all(underway),
    interrupted: () => interrupted,
    sweep: ({ db }) => sweepBlobs({ db }, blobs, 0),
    runRemovals: async ({ db }) => void (await removeBlobs({ db }, blobs)),
    listFiles: async () =>
      (await Promise.all(['incoming', 'files'].map((one) => readdir(join(folder, one)))))
        .flat()
        .sort(),
    generationOf: (name) => generations.get(name),
    close: () => rm(folder, { recursive: true }),
  };
};

const unavailable = 503;

/** Begins the test that artifacts belong to, again after each 503, as agents do; resolves to the status. */
export const beginTest = async (target: Target, leaf: TestLeaf): Promise<number> => {
  const body = JSON.stringify({ name: 'crossing', 'test-id': testId });
  const headers = { 'content-type': 'application/json' };
  const call = { leaf, method: 'POST', path: '/tests', headers, body };
  for (;;) {
    const { status } = await callGateway(target, call);
    if (status !== unavailable) return status;
  }
};

/** One artifact, in pieces with a pause before each. */
export interface SlowArtifact {
  readonly name: string;
  readonly pausesMs: readonly number[];
}

/** Sends it; resolves to the status, or to `closed` where there was no answer. */
export const upload = (
  target: Target,
  leaf: TestLeaf,
  { name, pausesMs }: SlowArtifact,
): Promise<number | 'closed'> =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/octet-stream', 'x-ats-tags': 'late' };
    const options = { ...tlsOptions(target, { leaf }), agent: false, headers };
    const path = `/tests/${testId}/${name}`;
    const outgoing = httpsRequest({ ...options, method: 'PUT', path }, (incoming) => {
      incoming.resume();
      incoming.on('error', () => undefined);
      resolve(incoming.statusCode ?? 0);
    });
    outgoing.on('error', () => resolve('closed'));
    outgoing.on('close', () => resolve('closed'));
    const send = async (): Promise<void> => {
      for (const pauseMs of pausesMs) {
        await delay(pauseMs);
        if (!outgoing.destroyed) outgoing.write(Buffer.alloc(1_000, 'u'));
      }
      outgoing.end();
    };
    void send();
  });
