/** Applications of compose files on engines in memory. */
import type { TestContainer, TestEngine } from '@moorgate/testing';
import type { Operation } from '../operations/find-operation.ts';
import type { OperationLine } from '../operations/follow-operation.ts';
import type { AskedContent } from '../requests/content.ts';
import { createApplication } from '../requests/create-application.ts';
import { updateApplication, type UpdateRequest } from '../requests/update-application.ts';
import { type OperationGround, openOperationGround, type TestHosts } from './operation-ground.ts';

/** A job that ends, a database that has to be healthy, and what needs both. */
export const fileOf = (version = '1'): string => `
services:
  web:
    image: busybox:${version}
    environment: { VERSION: "${version}" }
    networks: [front, back]
    depends_on:
      db: { condition: service_healthy }
      job: { condition: service_completed_successfully }
  db:
    image: busybox:${version}
    networks: [back]
    volumes: [data:/var/lib/data]
    healthcheck: { test: [CMD, "true"] }
    depends_on: [job]
  job:
    image: busybox:${version}
    networks: [back]
networks: { front: {}, back: {} }
volumes: { data: {} }
`;

/** The second version, with a network that the first does not have. */
export const widerFile = fileOf('2')
  .replace('[front, back]', '[front, back, wide]')
  .replace('front: {},', 'front: {}, wide: {},');

/** Whether a container is of this service, wherever it stands. */
export const isOf = ({ name }: TestContainer, service: string): boolean =>
  name.replace(/_(?:tmp|old)$/, '').endsWith(`_${service}`);

/** What becomes of the services of the file when all is well. */
export const wellFate = (one: TestContainer): void => {
  if (isOf(one, 'db')) one.health = 'healthy';
  if (isOf(one, 'job')) one.isRunning = false;
};

/** What an engine has, each container as `name image up`. */
export const shown = ({ containers }: TestEngine): readonly string[] =>
  [...containers.values()]
    .map(
      ({ name, body, isRunning }) =>
        `${name} ${String(body['Image'])} ${isRunning ? 'up' : 'down'}`,
    )
    .sort();

/** The same for a version of the file of which all is well. */
export const runs = (name: string, version: string): readonly string[] => [
  `${name}_db busybox:${version} up`,
  `${name}_job busybox:${version} down`,
  `${name}_web busybox:${version} up`,
];

/** All that has to be there again when something has failed. */
export const snapshot = (engines: readonly TestEngine[]): unknown =>
  engines.map(({ containers, networks, volumes }) => ({
    containers: [...containers.values()]
      .map(({ id, name, isRunning }) => ({ id, name, isRunning }))
      .sort((one, other) => one.name.localeCompare(other.name)),
    networks: [...networks.values()].map(({ id }) => id).sort(),
    volumes: [...volumes.values()].map(({ id }) => id).sort(),
  }));

/** The stages that an operation began, as its stream calls them. */
export const labelsOf = (lines: readonly OperationLine[]): readonly string[] =>
  lines.filter(({ status }) => status === 'Starting').map(({ message }) => message);

/** How an operation ended. */
export interface Ended {
  readonly lines: readonly OperationLine[];
  readonly operation: Operation;
}

type Owner = Awaited<ReturnType<OperationGround['addUser']>>;

/** Hosts with all images, and a name for an application. */
export interface ComposeHosts extends TestHosts {
  readonly owner: Owner;
  readonly name: string;
}

/** An application on such hosts. */
export interface ComposeApplication extends ComposeHosts {
  readonly created: Ended;
  /** Has an update carried out. */
  update(change: Partial<UpdateRequest>): Promise<Ended>;
  /** Has an operation carried out that was asked for. */
  end(id: string): Promise<Ended>;
}

/** What deploys them. */
export interface ComposeGround extends Pick<OperationGround, 'openRunner' | 'requests' | 'run'> {
  addHosts(count: number): Promise<ComposeHosts>;
  /** An application on so many hosts: of the file, unless another content is asked for. */
  deploy(count: number, content?: AskedContent): Promise<ComposeApplication>;
  close(): Promise<void>;
}

/** Opens one. */
export const openComposeGround = async (): Promise<ComposeGround> => {
  const ground = await openOperationGround();
  let names = 0;
  const addHosts = async (count: number) => {
    const owner = await ground.addUser();
    const { engines, addresses } = await ground.addHosts(owner, count);
    for (const engine of engines) {
      engine.onStart(wellFate);
      engine.images.add('busybox:1');
    }
    names += 1;
    return { owner, engines, addresses, name: `app-${names}` };
  };

  /** Goes on until every host of an operation is what it should be. */
  const end = async (owner: Owner, id: string): Promise<Ended> => {
    const lines = await ground.run(owner, id);
    return { lines, operation: await ground.settle(owner, id) };
  };

  const deploy: ComposeGround['deploy'] = async (count, content = { compose: fileOf() }) => {
    const hosts = await addHosts(count);
    const { owner, addresses, name } = hosts;
    const { operationId } = await createApplication(owner, ground.requests, {
      ...{ name, ...content, instances: addresses, start: true, forcePull: false },
    });
    const created = await end(owner, operationId);
    const update = async (change: Partial<UpdateRequest>): Promise<Ended> => {
      const request = { application: name, add: [], remove: [], restart: true, ...change };
      const { operationId: id } = await updateApplication(owner, ground.requests, request);
      return end(owner, id);
    };
    return { ...hosts, created, update, end: (id: string) => end(owner, id) };
  };
  return { ...ground, addHosts, deploy };
};
