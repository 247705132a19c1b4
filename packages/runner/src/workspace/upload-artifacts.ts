/** Sends what a script left in its archive folder to the server. */
import type { FileHandle } from 'node:fs/promises';
import { opendir } from 'node:fs/promises';
import type { RunLease, ServerAnswer, ServerClient } from '../server/server-client.ts';
import { untilAnswered } from '../server/until-answered.ts';
import { entryOf, openFileIn, openFolder, openFolderIn } from './open-beneath.ts';

/** What an upload needs. */
export interface ArtifactUpload {
  readonly client: ServerClient;
  readonly lease: RunLease;
  /** The archive folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Takes a sentence about what is left out. */
  readonly say: (sentence: string) => void;
}

/** How it went. */
export type UploadOutcome = 'done' | 'refused' | 'lost';

const segment = /^[A-Za-z0-9._@+-]+$/;
const segmentsMax = 32;
const pathMax = 1024;
const filesMax = 10_000;
/** Names that are not sent are said once each, up to so many. */
const complaintsMax = 20;

/** Ends a walk early. */
type Step = 'go-on' | 'end';

interface Walk {
  readonly visit: (file: FileHandle, path: string) => Promise<Step>;
  readonly complain: (sentence: string) => void;
}

const isSendable = (path: string): boolean => {
  const segments = path.split('/');
  return (
    segments.length <= segmentsMax &&
    path.length <= pathMax &&
    segments.every((one) => segment.test(one) && !/^\.+$/.test(one))
  );
};

const walkEntry = async (
  folder: FileHandle,
  entry: { readonly name: string; readonly path: string; readonly isFolder: boolean },
  walk: Walk,
): Promise<Step> => {
  const { name, path } = entry;
  if (!isSendable(path)) {
    walk.complain(`${JSON.stringify(path)} can be no name of an artifact; it is left out.`);
    return 'go-on';
  }
  if (entry.isFolder) {
    const inner = await openFolderIn(folder, name).catch(() => null);
    return inner === null ? 'go-on' : walkFolder(inner, path, walk);
  }
  const file = await openFileIn(folder, name);
  if (file === null) {
    walk.complain(`${path} is no regular file; it is left out.`);
    return 'go-on';
  }
  try {
    return await walk.visit(file, path);
  } finally {
    await file.close();
  }
};

/** Closes the folder. Nothing that is a link is followed, and nothing that is no file is opened. */
const walkFolder = async (folder: FileHandle, prefix: string, walk: Walk): Promise<Step> => {
  try {
    for await (const entry of await opendir(entryOf(folder, '.'))) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      const step = await walkEntry(
        folder,
        { name: entry.name, path, isFolder: entry.isDirectory() },
        walk,
      );
      if (step === 'end') return 'end';
    }
    return 'go-on';
  } finally {
    await folder.close();
  }
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

/**
 * Sends each regular file below the folder, under its path, and says which it leaves out. Nothing may run that could change
 * the folder; even then, no link leads out of it. `refused` when the server did not take one of them.
 */
export const uploadArtifacts = async (upload: ArtifactUpload): Promise<UploadOutcome> => {
  const { client, lease, signal, say } = upload;
  let outcome: UploadOutcome = 'done';
  let files = 0;
  let complaints = 0;
  const complain = (sentence: string): void => {
    complaints += 1;
    if (complaints <= complaintsMax) say(sentence);
  };
  const visit = async (file: FileHandle, path: string): Promise<Step> => {
    files += 1;
    if (files > filesMax) {
      say(`There are more than ${filesMax} artifacts; the rest is left out.`);
      return 'end';
    }
    const { size } = await file.stat();
    const open = (): ReadableStream<Uint8Array> => streamOf(file, size);
    const answer = await untilAnswered(
      () => client.uploadArtifact(lease, { path, bytes: size, open }, signal),
      signal,
    );
    if (answer.outcome === 'done') return 'go-on';
    if (answer.outcome !== 'refused') {
      outcome = 'lost';
      return 'end';
    }
    outcome = 'refused';
    complain(sentenceOf(path, answer));
    return 'go-on';
  };
  await walkFolder(await openFolder(upload.folder), '', { visit, complain });
  return outcome;
};
