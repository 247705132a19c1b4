/** Runs the script of an order in its isolation, for as long as it may. */
import { setTimeout as after } from 'node:timers/promises';
import { fault } from '@moorgate/errors';
import type { IsolatedScript, Isolation, RunningScript } from '../isolation/isolation.ts';
import { systemPath } from '../workspace/run-command.ts';
import type { RunOrder } from '../server/run-order.ts';
import type { RunContext } from './run-context.ts';
import type { RunParts } from './run-parts.ts';

/** Between SIGTERM and SIGKILL. */
const terminationMs = 10_000;

/** What a script may count on; parameters of the order come last. */
const environmentOf = ({ order }: RunContext): Record<string, string> => ({
  PATH: systemPath,
  HOME: '/tmp',
  USER: 'run',
  LANG: 'C.UTF-8',
  CI: 'true',
  H_PROJECT: `${order.factory}/lmp`,
  H_BUILD: String(order.buildId),
  H_RUN: order.name,
  FACTORY: order.factory,
  ...(order.source === null
    ? {}
    : {
        GIT_URL: order.source.url,
        GIT_REF: order.source.ref,
        GIT_SHA: order.source.commit,
      }),
  ...order.params,
});

const scriptImage = ({ container }: RunOrder, { isolation, settings }: RunParts): string =>
  isolation.kind === 'namespaces' ? '' : (container ?? settings.image ?? '');

const sayWhatIsNot = ({ order, console, parts, folder }: RunContext): void => {
  if (order.publishes.network && scriptImage(order, parts) === '')
    console.say('Without a container there is no network for scripts.');
  for (const [name, path] of Object.entries(order.persistentVolumes))
    console.say(
      folder.volumes[path] === undefined
        ? `The volume ${name} is left out: ${path} can be no place of it.`
        : `The volume ${name} ${folder.kept.has(path) ? 'is as the last run that passed has left it' : 'begins empty'}.`,
    );
};

/** Ends the script when the run is to end: first by asking it, then for good. */
const endWith = async (script: RunningScript, signal: AbortSignal): Promise<void> => {
  const ended = script.ended.then(() => true);
  const isAsked = new Promise<false>((resolve) => {
    if (signal.aborted) resolve(false);
    else signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  if (await Promise.race([ended, isAsked])) return;
  script.terminate();
  const waiting = new AbortController();
  const isLate = after(terminationMs, false, { signal: waiting.signal }).catch(() => true);
  if (!(await Promise.race([ended, isLate]))) script.kill();
  waiting.abort();
};

/** Where there is no image, there is nothing that a container could be made of. */
const isolationFor = (
  { isolation, withoutImage }: RunParts,
  { image }: IsolatedScript,
): Isolation => {
  if (isolation.kind === 'namespaces' || image !== '') return isolation;
  if (withoutImage !== null) return withoutImage;
  throw fault('run_image_unavailable', {
    detail: 'The run names no image, and this runner has none for such runs.',
  });
};

const scriptOf = (run: RunContext): IsolatedScript => ({
  runId: run.order.runId,
  folder: run.folder,
  userId: run.userId ?? process.getuid?.() ?? 65_534,
  environment: environmentOf(run),
  limits: run.parts.settings.limits,
  image: scriptImage(run.order, run.parts),
  credential: run.order.credential,
  network: run.order.publishes.network,
  onOutput: (bytes) => run.console.write(bytes),
  say: (sentence) => run.console.say(sentence),
});

/**
 * Starts the script and waits until nothing of it runs. A script that ends with another code than 0, takes longer than it may,
 * or is ended from outside makes the run fail, with a sentence that says which.
 */
export const runScript = async (run: RunContext): Promise<void> => {
  const { order, end, parts } = run;
  sayWhatIsNot(run);
  const wanted = scriptOf(run);
  const script = await isolationFor(parts, wanted).start(wanted);
  const timer = setTimeout(
    () => end.fail(`The script took longer than the ${order.timeoutSeconds} seconds that it may.`),
    order.timeoutSeconds * 1000,
  );
  try {
    const [{ exitCode, isOutOfMemory }] = await Promise.all([
      script.ended,
      endWith(script, end.signal),
    ]);
    if (isOutOfMemory)
      run.console.say(
        `A process was ended: the run may have ${parts.settings.limits.memoryBytes} bytes of memory.`,
      );
    if (exitCode !== 0) end.fail(`The script ended with exit code ${exitCode}.`);
  } finally {
    clearTimeout(timer);
  }
};
