/** The benchmarks: `make bench` runs them all, prints what came of them, and fails where a bound does not hold. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cleanup, createCleanup } from './cleanup.ts';
import { measureBuilds } from './benchmarks/builds.ts';
import { measureCheckIns } from './benchmarks/check-in.ts';
import { measureConfig } from './benchmarks/config.ts';
import { measureContainerImages } from './benchmarks/container-images.ts';
import { measureDenials } from './benchmarks/denial.ts';
import { measureDeviceList } from './benchmarks/device-list.ts';
import { measureDownloads } from './benchmarks/downloads.ts';
import { measureGit } from './benchmarks/git.ts';
import { measureHandshakes } from './benchmarks/handshake.ts';
import { measureIdleMemory } from './benchmarks/idle-memory.ts';
import { measureKeepAlive } from './benchmarks/keep-alive.ts';
import { measureOstreePulls } from './benchmarks/ostree-pull.ts';
import { measurePolls } from './benchmarks/poll.ts';
import { measureEvents, measureSystemInfo } from './benchmarks/reports.ts';
import { measureResumed } from './benchmarks/resumed.ts';
import { measureStartUp } from './benchmarks/start-up.ts';
import { measureTokenChecks } from './benchmarks/token-check.ts';
import { measureTwoWorkers } from './benchmarks/two-workers.ts';
import { measureUnderLists } from './benchmarks/under-lists.ts';
import { type Lab, openLab } from './lab/lab.ts';
import { describeMachine } from './machine.ts';
import { type BenchmarkName, type BenchOptions, readOptions, usage } from './options.ts';
import { say } from './progress.ts';
import {
  allBoundsHold,
  renderJson,
  renderReport,
  type Report,
  type Section,
} from './report/report.ts';

const benchmarks: Readonly<Record<BenchmarkName, (lab: Lab) => Promise<Section>>> = {
  handshake: measureHandshakes,
  resumed: measureResumed,
  'two-workers': measureTwoWorkers,
  'keep-alive': measureKeepAlive,
  config: measureConfig,
  poll: measurePolls,
  'check-in': measureCheckIns,
  events: measureEvents,
  'system-info': measureSystemInfo,
  'idle-memory': measureIdleMemory,
  'device-list': measureDeviceList,
  'token-check': measureTokenChecks,
  'under-lists': measureUnderLists,
  denial: measureDenials,
  downloads: measureDownloads,
  'ostree-pull': measureOstreePulls,
  'start-up': measureStartUp,
  git: measureGit,
  'container-images': measureContainerImages,
  builds: measureBuilds,
};

const measureAll = async (
  folder: string,
  options: BenchOptions,
  cleanup: Cleanup,
): Promise<Report> => {
  const lab = await openLab(folder, options.sizes, cleanup);
  const sections: Section[] = [];
  for (const name of options.names) sections.push(await benchmarks[name](lab));
  return { machine: describeMachine(lab.store), sections };
};

/** Rejects when the run is interrupted; a second signal hurries nothing, since everything is being stopped already. */
const interruption = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => reject(new Error(`interrupted by ${signal}`)));
  });

const readOptionsOrExit = (): BenchOptions => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}; usage: ${usage}`);
    process.exit(2);
  }
};

const main = async (): Promise<void> => {
  const options = readOptionsOrExit();
  const cleanup = createCleanup();
  const interrupted = interruption();
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-bench-'));
  const measuring = measureAll(folder, options, cleanup);
  try {
    const report = await Promise.race([measuring, interrupted]);
    process.stdout.write(
      options.isJson ? `${renderJson(report)}\n` : `${renderReport(report).join('\n')}\n`,
    );
    process.exitCode = allBoundsHold(report) ? 0 : 1;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    await cleanup
      .run()
      .catch((error: unknown) => say(`not everything was undone: ${String(error)}`));
    // After an interrupt the measurement fails as its processes vanish; what it was starting is undone as it comes.
    await measuring.catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
    process.exit();
  }
};

await main();
