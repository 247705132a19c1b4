/** Executes one run, from its order to its completion. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@moorgate/errors';
import { publishApps, type PublishedApps } from '../apps/publish-apps.ts';
import { openConsoleSpool } from '../console/console-spool.ts';
import { createRunConsole } from '../console/run-console.ts';
import { type ConsoleSender, sendConsole } from '../console/send-console.ts';
import { holdLease } from '../server/hold-lease.ts';
import type { RunOrder } from '../server/run-order.ts';
import type { Completion } from '../server/server-client.ts';
import { untilAnswered } from '../server/until-answered.ts';
import { cloneSource } from '../workspace/clone-source.ts';
import { keepVolume } from '../workspace/persistent-volumes.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import { keptSuffix, makeRunFolder } from '../workspace/run-folder.ts';
import { uploadArtifacts } from '../workspace/upload-artifacts.ts';
import { watchDisk } from '../workspace/watch-disk.ts';
import type { RunContext } from './run-context.ts';
import { createRunEnd, type RunEnd } from './run-end.ts';
import type { RunParts } from './run-parts.ts';
import { runScript } from './run-script.ts';

/** A run that is executed. */
export interface ExecutedRun {
  /** Settles when nothing of it is left, whatever became of it; never rejects. */
  readonly done: Promise<void>;
  /** Gives it back as failed, with a sentence for its console. */
  giveUp(sentence: string): void;
}

/** A server that is away for longer has given the run up long since. */
const awayMsMax = 300_000;
/** So long the end of a run waits for a server that is away. */
const farewellMsMax = 300_000;

const sentenceOf = (error: unknown): string => {
  if (error instanceof DomainError) return `${error.message} (${error.code})`;
  return `The runner failed: ${error instanceof Error ? error.message : String(error)}`;
};

const checkOut = async ({
  parts,
  order,
  folder,
  userId,
  console,
  end,
}: RunContext): Promise<void> => {
  const { source, credential } = order;
  if (source === null) return;
  console.say(`Sources: ${source.repository}, ${source.ref} at ${source.commit}.`);
  await cloneSource({
    folder,
    source,
    credential,
    userId,
    caFile: parts.settings.caFile,
    signal: end.signal,
    onOutput: (bytes) => console.write(bytes),
  });
};

const upload = async ({ parts, order, folder, console, end }: RunContext): Promise<void> => {
  const { client } = parts;
  await untilAnswered(() => client.setStatus(order, 'UPLOADING'), end.lost);
  const outcome = await uploadArtifacts({
    client,
    lease: order,
    folder: folder.archive,
    signal: end.lost,
    console,
  });
  if (outcome === 'lost') end.lose();
  if (outcome === 'refused') end.fail('Not all artifacts could be stored.');
};

/** The steps in their order; what ends the run early skips the rest. */
const work = async (run: RunContext): Promise<PublishedApps | null> => {
  const { parts, order, console, end } = run;
  await untilAnswered(() => parts.client.setStatus(order, 'RUNNING'), end.signal);
  console.say(`Run ${order.name} of build ${order.buildId}: ${parts.isolation.description}.`);
  await checkOut(run);
  if (!end.signal.aborted && order.script.trim() !== '') await runScript(run);
  let published: PublishedApps | null = null;
  if (!end.hasFailed() && order.publishes.apps) published = await publishApps(run);
  if (!end.lost.aborted) await upload(run);
  return published;
};

/** The reason may hold words of a script, such as the name of an image. */
const completionOf = (
  { end, console }: Pick<RunContext, 'end' | 'console'>,
  published: PublishedApps | null,
): Completion => {
  const message = end.message();
  if (message !== null) return { status: 'FAILED', message: console.clean(message) };
  return published === null ? { status: 'PASSED' } : { status: 'PASSED', result: published };
};

/** A run that failed may have left half of something, or what made it fail. */
const keepVolumes = async ({ parts, order, folder, end }: RunContext): Promise<void> => {
  if (end.hasFailed()) return;
  const { work: places, settings, log } = parts;
  const sources = new Map(Object.entries(folder.volumes));
  for (const [name, path] of Object.entries(order.persistentVolumes)) {
    const source = sources.get(path);
    if (source === undefined) continue;
    sources.delete(path);
    const terms = { owner: order, name, reserveBytes: settings.reserveBytes };
    await keepVolume(places, terms, source).catch((error: unknown) => {
      log.warn({ err: error, runId: order.runId }, 'a volume could not be kept');
    });
  }
};

const clearAway = async (run: RunContext): Promise<void> => {
  const { parts, folder, end } = run;
  await removeTree(folder.secrets);
  await keepVolumes(run);
  if (!parts.settings.keepFailed || !end.hasFailed()) return removeTree(folder.root);
  await removeTree(`${folder.root}${keptSuffix}`);
  await rename(folder.root, `${folder.root}${keptSuffix}`);
};

/** Watches the disk for as long as the run has a folder that can grow. */
const guardDisk = (run: RunContext): (() => void) => {
  const { limits, reserveBytes } = run.parts.settings;
  const stopped = new AbortController();
  const bounds = { bytes: limits.diskBytes, files: limits.files, reserveBytes };
  void watchDisk(run.folder.root, bounds, stopped.signal).then((sentence) => {
    if (sentence !== null) run.end.fail(sentence);
  });
  return () => stopped.abort();
};

const executeIn = async (run: RunContext): Promise<PublishedApps | null> => {
  const unguard = guardDisk(run);
  try {
    return await work(run);
  } catch (error) {
    const reason = sentenceOf(error);
    run.parts.log.warn(
      { reason: run.console.clean(reason), runId: run.order.runId },
      'a run failed',
    );
    run.end.fail(reason);
    return null;
  } finally {
    unguard();
  }
};

/** Sends what is left to say, and how the run ended, as far as somebody wants to know it. */
const sayFarewell = async (
  { parts, order, console, end }: RunContext,
  sender: ConsoleSender,
  published: PublishedApps | null,
): Promise<void> => {
  console.end();
  const message = end.message();
  if (message !== null) console.say(message);
  const farewell = AbortSignal.any([end.lost, AbortSignal.timeout(farewellMsMax)]);
  await sender.finish(farewell);
  if (farewell.aborted) return;
  const completion = completionOf({ end, console }, published);
  await untilAnswered(() => parts.client.complete(order, completion), farewell);
};

/** Who started the build is told as a secret is, and is none. */
const starterName = 'triggered-by';

const secretsOf = ({ secrets, credential }: RunOrder): string[] => [
  ...Object.entries(secrets).flatMap(([name, value]) => (name === starterName ? [] : [value])),
  credential.secret,
];

type RunPlace = Pick<RunContext, 'folder' | 'userId' | 'end'>;

const executeAt = async (
  parts: RunParts,
  order: RunOrder,
  { folder, userId, end }: RunPlace,
): Promise<void> => {
  const { client, settings } = parts;
  const spoolPath = join(parts.work.state, order.runId);
  const spool = await openConsoleSpool(spoolPath);
  const lease = holdLease(
    { client, lease: order, awayMsMax },
    { onCancel: () => end.fail('The run was cancelled.'), onLost: () => end.lose() },
  );
  const sender = sendConsole({ client, lease: order, spool }, lease);
  const console = createRunConsole({
    secrets: secretsOf(order),
    limitBytes: settings.consoleBytesMax,
    sink: (text) => {
      spool.append(text);
      sender.wake();
    },
  });
  const run: RunContext = { parts, order, folder, userId, console, end };
  try {
    await sayFarewell(run, sender, await executeIn(run));
  } finally {
    lease.release();
    sender.stop();
    await spool.close();
    await removeTree(spoolPath);
    await clearAway(run);
  }
};

const execute = async (parts: RunParts, order: RunOrder, end: RunEnd): Promise<void> => {
  const { users, client, work: places } = parts;
  let userId: number | null = null;
  try {
    userId = (await users?.claim()) ?? null;
    const folder = await makeRunFolder(places, order, userId);
    await executeAt(parts, order, { folder, userId, end });
  } catch (error) {
    // What happens within a run ends in its console; this is a fault of the host.
    const message = sentenceOf(error);
    const patience = AbortSignal.timeout(farewellMsMax);
    await untilAnswered(() => client.complete(order, { status: 'FAILED', message }), patience);
    throw error;
  } finally {
    if (userId !== null) await users?.release(userId);
  }
};

/** Begins a run. Its folder, its user, its processes and its mounts are gone when it is done. */
export const executeRun = (parts: RunParts, order: RunOrder): ExecutedRun => {
  const end = createRunEnd();
  const done = execute(parts, order, end).catch((error: unknown) => {
    parts.log.error({ err: error, runId: order.runId }, 'a run ended by a fault of this host');
  });
  return { done, giveUp: (sentence) => end.fail(sentence) };
};
