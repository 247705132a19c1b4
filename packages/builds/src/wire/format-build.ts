/** Builds and runs in JSON as clients of JobServ know them: what lists, single builds and webhooks show. */
import type { StatusEventRow } from '@moorgate/db';
import type { Build, Run } from '../build.ts';
import type { BuildWithRuns, RunArtifact } from '../read-builds.ts';
import { buildUrlOf } from '../services.ts';

/** A time without fractions of a second. */
const formatTime = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, '+00:00');

/** A run in short. */
export interface WireRun {
  readonly name: string;
  readonly url: string;
  readonly status: string;
  readonly log_url: string;
  readonly created: string;
  readonly completed?: string;
  readonly host_tag: string;
}

/** What became of something, and when. */
export interface WireEvent {
  readonly time: string;
  readonly status: string;
}

/** A run with all that is known of it. */
export interface WireRunDetails extends WireRun {
  readonly worker_name?: string;
  readonly message?: string;
  readonly status_events: readonly WireEvent[];
  readonly artifacts: readonly (string | { readonly url: string; readonly size_bytes: number })[];
}

/** A build in short. */
export interface WireBuild {
  readonly build_id: number;
  readonly url: string;
  readonly status: string;
  readonly runs: readonly WireRun[];
  readonly name?: string;
  readonly trigger_name?: string;
  readonly created: string;
  readonly completed?: string;
}

/** A build with all that is known of it. */
export interface WireBuildDetails extends WireBuild {
  readonly runs_url: string;
  readonly reason: string;
  readonly annotation: string;
  readonly status_events: readonly WireEvent[];
}

/** Where a run is; artifacts are right below it. */
export const runUrlOf = (
  serverUrl: string,
  { factory, buildId, name }: Pick<Run, 'factory' | 'buildId' | 'name'>,
): string => `${buildUrlOf({ serverUrl }, { factory, buildId })}runs/${name}/`;

/** A run in short, with addresses that begin with the origin. */
export const formatRun = (serverUrl: string, run: Run): WireRun => {
  const url = runUrlOf(serverUrl, run);
  return {
    name: run.name,
    url,
    status: run.status,
    log_url: `${url}console.log`,
    created: formatTime(run.createdAt),
    ...(run.completedAt === null ? {} : { completed: formatTime(run.completedAt) }),
    host_tag: run.hostTag ?? '',
  };
};

const formatEvents = (events: readonly StatusEventRow[]): readonly WireEvent[] =>
  events.map(({ at, status }) => ({ time: formatTime(at), status }));

/** A run in full. Its console counts as the first of its artifacts; `withSizes` shows how large each is. */
export const formatRunDetails = (
  serverUrl: string,
  run: Run,
  details: {
    readonly artifacts: readonly RunArtifact[];
    readonly events: readonly StatusEventRow[];
    readonly withSizes: boolean;
  },
): WireRunDetails => {
  const url = runUrlOf(serverUrl, run);
  const files = [{ path: 'console.log', bytes: run.consoleBytes }, ...details.artifacts];
  return {
    ...formatRun(serverUrl, run),
    ...(run.runnerName === null ? {} : { worker_name: run.runnerName }),
    ...(run.message === null ? {} : { message: run.message }),
    status_events: formatEvents(details.events),
    artifacts: files.map(({ path, bytes }) =>
      details.withSizes ? { url: `${url}${path}`, size_bytes: bytes } : `${url}${path}`,
    ),
  };
};

const formatHead = (serverUrl: string, build: Build): Omit<WireBuild, 'runs'> => ({
  build_id: build.buildId,
  url: buildUrlOf({ serverUrl }, build),
  status: build.status,
  ...(build.name === null ? {} : { name: build.name }),
  ...(build.triggerName === null ? {} : { trigger_name: build.triggerName }),
  created: formatTime(build.createdAt),
  ...(build.completedAt === null ? {} : { completed: formatTime(build.completedAt) }),
});

/** A build in short, with its runs in short. */
export const formatBuild = (serverUrl: string, build: BuildWithRuns): WireBuild => ({
  ...formatHead(serverUrl, build),
  runs: build.runs.map((run) => formatRun(serverUrl, run)),
});

/** A build in full. */
export const formatBuildDetails = (
  serverUrl: string,
  build: BuildWithRuns,
  events: readonly StatusEventRow[],
): WireBuildDetails => ({
  ...formatBuild(serverUrl, build),
  runs_url: `${buildUrlOf({ serverUrl }, build)}runs/`,
  reason: build.reason,
  annotation: build.annotation ?? '',
  status_events: formatEvents(events),
});
