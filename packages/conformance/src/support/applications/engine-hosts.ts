/** Engines side by side, each behind a proxy of its own, and a registry that all of them pull from. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createCuttableProxy,
  debianPackage,
  registryProgram,
  startRegistryServer,
} from '@moorgate/testing';
import {
  type ContainerEngine,
  type NoEngine,
  startContainerEngine,
} from '../containers/container-engine.ts';
import { importFolder, makeRoot } from '../containers/root-filesystems.ts';
import { type EngineProxy, startEngineProxy } from './engine-proxy.ts';

/** A host with an engine. */
export interface EngineHost {
  /** As its beacon names it. */
  readonly name: string;
  readonly engine: ContainerEngine;
  readonly proxy: EngineProxy;
  /** All of its containers, each as `id name state`. */
  containers(): Promise<readonly string[]>;
  /** All of its containers, each as `name state image`. */
  shown(): Promise<string>;
  idOf(container: string): Promise<string>;
}

/** Hosts that run. */
export interface EngineHosts {
  readonly isThere: true;
  readonly hosts: readonly EngineHost[];
  /** Two versions of an image, with a program that is told what to do; to be pulled. */
  readonly images: readonly [string, string];
  stop(): Promise<void>;
}

/** The shell of the images; its commands are called by its name. */
export const busybox = '/bin/busybox';

const makeImages = async (
  with_: ContainerEngine,
  registry: string,
): Promise<readonly [string, string]> => {
  const found = await debianPackage({
    name: 'busybox-static',
    program: 'busybox',
    probe: ['true'],
  });
  if (!found.isThere) throw new Error(found.reason);
  const push = async (version: string): Promise<string> => {
    const root = await makeRoot(with_, 'shell');
    await mkdir(join(root, 'bin'));
    await cp(found.program, join(root, busybox));
    const name = `${registry}/shell:${version}`;
    await importFolder(with_, root, { name, changes: [`ENV VERSION=${version}`] });
    await with_.docker(['push', '--quiet', name]);
    await with_.docker(['rmi', name]);
    return name;
  };
  return [await push('1'), await push('2')];
};

const startHost = async (engine: ContainerEngine, name: string): Promise<EngineHost> => {
  const [path, socketPath] = ['docker.sock', 'proxy.sock'].map((file) => join(engine.folder, file));
  const list = async (format: string): Promise<readonly string[]> =>
    (await engine.docker(['ps', '--all', '--no-trunc', '--format', format]))
      .split('\n')
      .filter(Boolean)
      .sort();
  return {
    name,
    engine,
    proxy: await startEngineProxy(socketPath!, path!),
    containers: () => list('{{.ID}} {{.Names}} {{.State}}'),
    shown: async () => (await list('{{.Names}} {{.State}} {{.Image}}')).join(', '),
    idOf: async (container) =>
      (await engine.docker(['inspect', '--format', '{{.Id}}', container])).trim(),
  };
};

/** What a container of these images is made of: it runs until it is stopped, and that at once. Marks tell it from others. */
export const commandOf = (
  Image: string,
  ...marks: readonly string[]
): Readonly<Record<string, unknown>> => ({
  ...{ Image, Cmd: [busybox, 'sleep', '3600'], StopSignal: 'SIGKILL' },
  Env: [`MARKS=${marks.join()}`],
  HostConfig: { NetworkMode: 'none' },
});

const startRegistry = async () => {
  const server = await startRegistryServer(null);
  // Engines take a registry without TLS on loopback alone.
  const door = await createCuttableProxy({ path: server.socketPath });
  return {
    address: `127.0.0.1:${door.port}`,
    stop: async () => {
      await door.close();
      await server.stop();
    },
  };
};

/** Starts so many; where none can run, the reason says why, and nothing is left. */
export const startEngineHosts = async (count: number): Promise<EngineHosts | NoEngine> => {
  const program = await registryProgram();
  if (!program.isThere) return { isThere: false, reason: program.reason };
  const first = await startContainerEngine();
  if (!first.isThere) return first;
  const others = await Promise.all(Array.from({ length: count - 1 }, () => startContainerEngine()));
  const engines = [first, ...others].filter((engine) => engine.isThere);
  const stopEngines = async (): Promise<void> => {
    await Promise.all(engines.map((engine) => engine.stop()));
  };
  const missing = others.find((engine) => !engine.isThere);
  if (missing !== undefined) {
    await stopEngines();
    return missing;
  }
  const registry = await startRegistry();
  const hosts = await Promise.all(engines.map((engine, at) => startHost(engine, `host${at}`)));
  return {
    isThere: true,
    hosts,
    images: await makeImages(first, registry.address),
    stop: async () => {
      await Promise.all(hosts.map(({ proxy }) => proxy.close()));
      await stopEngines();
      await registry.stop();
    },
  };
};
