/** Scripts in containers of an engine. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { posix } from 'node:path';
import { fault } from '@moorgate/errors';
import type { IsolatedScript, Isolation, RunningScript, ScriptEnd } from '../isolation.ts';
import { scriptCommand } from '../script-command.ts';
import type { EngineClient } from './engine-client.ts';
import { pullImage } from './pull-image.ts';

/** The label by which a runner finds what it left running. */
const label = 'moorgate.runner';

const bind = (source: string, target: string, mode: 'ro' | 'rw'): Record<string, unknown> => ({
  Type: 'bind',
  Source: source,
  Target: target,
  ReadOnly: mode === 'ro',
  BindOptions: { Propagation: 'rprivate' },
});

const mountsOf = ({ folder }: IsolatedScript): Record<string, unknown>[] => [
  bind(folder.repository, '/repo', 'rw'),
  bind(folder.archive, '/archive', 'rw'),
  bind(folder.secrets, '/secrets', 'ro'),
  bind(folder.script, '/script-repo', 'ro'),
  ...Object.entries(folder.volumes).map(([path, source]) => bind(source, path, 'rw')),
];

const volumesMax = 16;

/**
 * An engine gives each volume that an image names a folder on its own disk, which nobody measures, root that cannot be
 * written or not: they get memory instead, like `/tmp`.
 */
const volumesOf = async (
  engine: EngineClient,
  { image, limits }: IsolatedScript,
): Promise<Record<string, unknown>[]> => {
  const path = `/images/${encodeURIComponent(image)}/json`;
  const found = (await engine.ask({ method: 'GET', path })) as {
    Config?: { Volumes?: Readonly<Record<string, unknown>> | null } | null;
  };
  const targets = Object.keys(found.Config?.Volumes ?? {});
  if (targets.length > volumesMax)
    throw fault('run_image_unavailable', { detail: `${image} names too many volumes.` });
  return targets.map((target) => ({
    Type: 'tmpfs',
    Target: target,
    TmpfsOptions: { SizeBytes: limits.temporaryBytes, Mode: 0o1777 },
  }));
};

const targetOf = ({ Target: target }: Record<string, unknown>): string =>
  posix.resolve('/', String(target));

/** The folders of the run and nothing else of this host; a root that cannot be written, no capabilities, no new privileges. */
const describeContainer = (
  script: IsolatedScript,
  mark: string,
  volumes: readonly Record<string, unknown>[],
): Record<string, unknown> => {
  const { limits, userId, environment } = script;
  const mounts = mountsOf(script);
  const taken = new Set([...mounts.map(targetOf), '/tmp']);
  return {
    Image: script.image,
    Cmd: scriptCommand(script.folder),
    Entrypoint: [],
    User: `${userId}:${userId}`,
    WorkingDir: '/repo',
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Hostname: 'run',
    Tty: false,
    AttachStdout: true,
    AttachStderr: true,
    Labels: { [label]: mark },
    StopSignal: 'SIGTERM',
    HostConfig: {
      NetworkMode: script.network ? 'bridge' : 'none',
      ReadonlyRootfs: true,
      Mounts: [...mounts, ...volumes.filter((one) => !taken.has(targetOf(one)))],
      Tmpfs: { '/tmp': `rw,nosuid,nodev,mode=1777,size=${limits.temporaryBytes}` },
      ShmSize: limits.temporaryBytes,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Privileged: false,
      IpcMode: 'private',
      CgroupnsMode: 'private',
      // Reaps what the script leaves behind, and ends with everything.
      Init: true,
      PidsLimit: limits.processes,
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes,
      NanoCpus: Math.round(limits.cpus * 1e9),
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'fsize', Soft: limits.diskBytes, Hard: limits.diskBytes },
      ],
      // What is printed is streamed, and kept nowhere else.
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
      AutoRemove: false,
    },
  };
};

const frameHeader = 8;

/** Takes the frames of both streams apart, wherever the pieces end (Docker API, "Stream format"). */
const readFrames = async (
  stream: IncomingMessage,
  onOutput: (bytes: Uint8Array) => void,
): Promise<void> => {
  let rest: Buffer = Buffer.alloc(0);
  let left = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    while (rest.length > 0) {
      if (left > 0) {
        const bytes = rest.subarray(0, left);
        onOutput(bytes);
        left -= bytes.length;
        rest = rest.subarray(bytes.length);
      } else if (rest.length >= frameHeader) {
        left = rest.readUInt32BE(4);
        rest = rest.subarray(frameHeader);
      } else break;
    }
  }
};

const create = async (
  engine: EngineClient,
  script: IsolatedScript,
  mark: string,
): Promise<string> => {
  const name = `moorgate-run-${mark}-${script.runId}`;
  const created = (await engine.ask({
    method: 'POST',
    path: `/containers/create?name=${name}`,
    body: { json: describeContainer(script, mark, await volumesOf(engine, script)) },
  })) as { Id: string };
  return created.Id;
};

const remove = async (engine: EngineClient, id: string): Promise<void> => {
  await engine.ask({ method: 'DELETE', path: `/containers/${id}?force=1&v=1` }, [404, 409]);
};

const waitForEnd = async (
  engine: EngineClient,
  id: string,
  output: Promise<void>,
): Promise<ScriptEnd> => {
  const { body } = await engine.call({ method: 'POST', path: `/containers/${id}/wait` });
  body.resume();
  await once(body, 'end');
  await output.catch(() => undefined);
  const found = (await engine.ask({ method: 'GET', path: `/containers/${id}/json` })) as {
    State: { ExitCode: number; OOMKilled: boolean };
  };
  await remove(engine, id);
  return { exitCode: found.State.ExitCode, isOutOfMemory: found.State.OOMKilled };
};

const startIn = async (
  engine: EngineClient,
  script: IsolatedScript,
  mark: string,
): Promise<RunningScript> => {
  const problem = await pullImage(engine, script);
  if (problem !== null)
    throw fault('run_image_unavailable', { detail: `${script.image}: ${problem}` });
  const id = await create(engine, script, mark);
  try {
    const { body } = await engine.call({
      method: 'POST',
      path: `/containers/${id}/attach?stream=1&stdout=1&stderr=1`,
    });
    const output = readFrames(body, (bytes) => script.onOutput(bytes));
    await engine.ask({ method: 'POST', path: `/containers/${id}/start` });
    const signal = (name: string): void => {
      engine
        .ask({ method: 'POST', path: `/containers/${id}/kill?signal=${name}` }, [404, 409])
        .catch(() => undefined);
    };
    return {
      ended: waitForEnd(engine, id, output),
      terminate: () => signal('SIGTERM'),
      kill: () => signal('SIGKILL'),
    };
  } catch (error) {
    await remove(engine, id).catch(() => undefined);
    throw error;
  }
};

/**
 * Isolates by containers: the image of the order with a root that cannot be written, the folders of the run, no network unless
 * the order allows one, no capabilities, no new privileges, limits of processes, memory and CPU. The engine's own socket is
 * never in it.
 */
export const createContainerIsolation = (engine: EngineClient, mark: string): Isolation => ({
  kind: 'container',
  description: 'containers of an engine, without capabilities',
  start: (script) => startIn(engine, script, mark),
  sweep: async () => {
    const filters = encodeURIComponent(JSON.stringify({ label: [`${label}=${mark}`] }));
    const path = `/containers/json?all=1&filters=${filters}`;
    const left = (await engine.ask({ method: 'GET', path })) as { Id: string }[];
    for (const { Id } of left) await remove(engine, Id);
  },
});
