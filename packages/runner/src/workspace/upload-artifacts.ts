/** Sends what a script left in its archive folder to the server. */
import type { FileHandle } from 'node:fs/promises';
import type { RunConsole } from '../console/run-console.ts';
import type { RunLease, ServerAnswer, ServerClient } from '../server/server-client.ts';
import { untilAnswered } from '../server/until-answered.ts';
import { openFileIn, openFolder } from './open-beneath.ts';
import { walkBeneath, type WalkedEntry } from './walk-beneath.ts';

/** What an upload needs. */
export interface ArtifactUpload {
  readonly client: ServerClient;
  readonly lease: RunLease;
  /** The archive folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Takes sentences about what is left out, and knows the secrets of the run. */
  readonly console: Pick<RunConsole, 'say' | 'clean'>;
}

/** How it went. */
export type UploadOutcome = 'done' | 'refused' | 'lost';

const segment = /^[A-Za-z0-9._@+-]+$/;
const segmentsMax = 32;
const pathMax = 1024;
const filesMax = 10_000;
/** Names that are not sent are said once each, up to so many. */
const complaintsMax = 20;
/** A server that answers heartbeats all the while, and never this, will not take it the next time either. */
const attemptsMax = 30;
const givenUp: ServerAnswer = {
  outcome: 'refused',
  status: 0,
  body: { detail: 'The server did not take it in many attempts.' },
  offset: null,
};

const isSendable = (path: string): boolean => {
  const segments = path.split('/');
  return (
    segments.length <= segmentsMax &&
    path.length <= pathMax &&
    segments.every((one) => segment.test(one) && !/^\.+$/.test(one))
  );
};

/** As long as it was when it was opened: a file that shrinks is sent up to there, and the server refuses it. */
const streamOf = (file: FileHandle, bytes: number): ReadableStream<Uint8Array> => {
  let offset = 0;
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const size = Math.min(256 * 1024, bytes - offset);
      const { bytesRead, buffer } = await file.read(new Uint8Array(size), 0, size, offset);
      offset += bytesRead;
      if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
      if (bytesRead === 0 || offset === bytes) controller.close();
    },
  });
};

const sentenceOf = (path: string, answer: ServerAnswer & { outcome: 'refused' }): string => {
  const { detail, title } = (answer.body ?? {}) as { detail?: unknown; title?: unknown };
  const why = [detail, title].find((one) => typeof one === 'string') ?? `HTTP ${answer.status}`;
  return `The artifact ${path} was refused: ${String(why)}`;
};

/** Null where nothing is to be sent, and a sentence said why. */
const openArtifact = async (
  { path, name, parent, kind }: WalkedEntry,
  { console }: ArtifactUpload,
  complain: (sentence: string) => void,
): Promise<FileHandle | null> => {
  if (!isSendable(path)) {
    complain(`${JSON.stringify(path)} can be no name of an artifact; it is left out.`);
    return null;
  }
  if (kind === 'folder') return null;
  if (console.clean(path) !== path) {
    complain(`${path} has a secret in its name; it is left out.`);
    return null;
  }
  const file = await openFileIn(parent, name);
  if (file === null) complain(`${path} is no regular file; it is left out.`);
  return file;
};

const send = async (
  { client, lease, signal }: ArtifactUpload,
  path: string,
  file: FileHandle,
): Promise<ServerAnswer> => {
  const { size } = await file.stat();
  const open = (): ReadableStream<Uint8Array> => streamOf(file, size);
  let attempts = 0;
  return untilAnswered(() => {
    attempts += 1;
    if (attempts > attemptsMax) return Promise.resolve(givenUp);
    return client.uploadArtifact(lease, { path, bytes: size, open }, signal);
  }, signal);
};

const createComplaints = (say: (sentence: string) => void): ((sentence: string) => void) => {
  let count = 0;
  return (sentence) => {
    count += 1;
    if (count <= complaintsMax) say(sentence);
  };
};

/**
 * Sends each regular file below the folder, under its path, and says which it leaves out. Nothing may run that could change
 * the folder; even then, no link leads out of it. `refused` when the server did not take one of them.
 */
export const uploadArtifacts = async (upload: ArtifactUpload): Promise<UploadOutcome> => {
  const complain = createComplaints((sentence) => upload.console.say(sentence));
  let outcome: UploadOutcome = 'done';
  let files = 0;
  const root = await openFolder(upload.folder);
  try {
    for await (const entry of walkBeneath(root, { depthMax: segmentsMax })) {
      const file = await openArtifact(entry, upload, complain);
      if (file === null) continue;
      files += 1;
      if (files > filesMax) {
        await file.close();
        upload.console.say(`There are more than ${filesMax} artifacts; the rest is left out.`);
        break;
      }
      const answer = await send(upload, entry.path, file).finally(() => file.close());
      if (answer.outcome === 'done') continue;
      if (answer.outcome !== 'refused') return 'lost';
      outcome = 'refused';
      complain(sentenceOf(entry.path, answer));
    }
    return outcome;
  } finally {
    await root.close();
  }
};
