/** A Docker engine for tests: keeps containers in memory, and answers as Docker does, or otherwise where a test wants it. */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { TestDockerCall } from './test-beacon.ts';
import {
  answerAboutResources,
  type Joined,
  networksOf,
  type TestResource,
} from './test-engine-resources.ts';

/** A container of it. */
export interface TestContainer extends Joined {
  name: string;
  isRunning: boolean;
  startedAt: string;
  restarts: number;
  /** What its health check says; null for one without. */
  health: string | null;
  /** What it ended with. */
  exitCode: number;
}

/** A request as a test may tell it apart: `POST containers/create?name=web_tmp`. */
export type EngineMishap = (
  call: TestDockerCall,
  response: ServerResponse,
  /** Does what Docker would do. */
  carryOut: (response: ServerResponse) => void,
) => boolean;

export interface TestEngine {
  /** By their names. */
  readonly containers: Map<string, TestContainer>;
  /** By their names. */
  readonly networks: Map<string, TestResource>;
  readonly volumes: Map<string, TestResource>;
  /** Every request that changes something, in its order: `POST containers/create?name=web_tmp`. */
  readonly changes: readonly string[];
  /** The images that it has, with their tags. */
  readonly images: Set<string>;
  answer(call: TestDockerCall, response: ServerResponse): void;
  /** Puts a container there. */
  put(name: string, options?: Partial<TestContainer>): TestContainer;
  /** Lets a test answer in its place, where that says true; null: as Docker does. */
  interfere(mishap: EngineMishap | null): void;
  /** Says what becomes of a container when it has been started. */
  onStart(fate: (container: TestContainer) => void): void;
}

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
};

const noSuch = (response: ServerResponse, name: string): void =>
  json(response, 404, { message: `No such container: ${name}` });

const readBody = async (call: TestDockerCall): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of call.request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
};

/** What a request asks of one container. */
interface Asked {
  readonly method: string;
  readonly name: string;
  readonly verb: string;
  readonly query: URLSearchParams;
}

type Containers = Map<string, TestContainer>;

/** What is around a container. */
interface Surroundings {
  readonly containers: Containers;
  readonly networks: ReadonlyMap<string, TestResource>;
  readonly fate: (container: TestContainer) => void;
}

const find = (containers: Containers, text: string): TestContainer | undefined =>
  [...containers.values()].find(({ id }) => id === text) ??
  containers.get(text) ??
  [...containers.values()].find(({ id }) => id.startsWith(text));

const show = (one: TestContainer): object => ({
  Id: one.id,
  Name: `/${one.name}`,
  RestartCount: one.restarts,
  State: {
    Running: one.isRunning,
    StartedAt: one.startedAt,
    ExitCode: one.exitCode,
    ...(one.health === null ? {} : { Health: { Status: one.health } }),
  },
  Config: { Labels: one.body['Labels'] ?? {}, Image: one.body['Image'] },
  NetworkSettings: {
    Networks: Object.fromEntries(networksOf(one).map((network) => [network, {}])),
  },
});

const start = (
  one: TestContainer,
  { networks, fate }: Surroundings,
  response: ServerResponse,
): void => {
  const missing = networksOf(one).find((network) => !networks.has(network));
  if (missing !== undefined)
    return json(response, 404, { message: `network ${missing} not found` });
  one.isRunning = true;
  one.startedAt = new Date().toISOString();
  fate(one);
  response.writeHead(204).end();
};

const change = (around: Surroundings, asked: Asked, response: ServerResponse): void => {
  const { containers } = around;
  const { method, name, verb, query } = asked;
  const one = find(containers, name);
  if (one === undefined) return noSuch(response, name);
  if (method === 'GET') return json(response, 200, show(one));
  if (method === 'DELETE') {
    if (one.isRunning && query.get('force') !== 'true')
      return json(response, 409, { message: 'You cannot remove a running container' });
    containers.delete(one.name);
    return void response.writeHead(204).end();
  }
  if (verb === 'rename') {
    const to = query.get('name') ?? '';
    if (containers.has(to)) return json(response, 409, { message: `Conflict: ${to} is in use` });
    containers.delete(one.name);
    one.name = to;
    containers.set(to, one);
    return void response.writeHead(204).end();
  }
  const isWanted = verb === 'start';
  if (one.isRunning === isWanted) return void response.writeHead(304).end();
  if (isWanted) return start(one, around, response);
  one.isRunning = false;
  response.writeHead(204).end();
};

const containerOf = (name: string, body: Readonly<Record<string, unknown>>): TestContainer => ({
  id: randomBytes(32).toString('hex'),
  ...{ name, body, isRunning: false, startedAt: '', restarts: 0, health: null },
  ...{ exitCode: 0, connected: new Set<string>() },
});

/** Makes one with these images. */
export const createTestEngine = (images: readonly string[] = ['busybox']): TestEngine => {
  const containers: Containers = new Map();
  const changes: string[] = [];
  const held = new Set(images);
  const networks = new Map<string, TestResource>();
  const volumes = new Map<string, TestResource>();
  let mishap: EngineMishap | null = null;
  let fate: Surroundings['fate'] = () => undefined;

  const create = async (call: TestDockerCall, asked: Asked, response: ServerResponse) => {
    const body = await readBody(call);
    const name = asked.query.get('name') ?? '';
    if (containers.has(name))
      return json(response, 409, { message: `Conflict. The container name "/${name}" is in use` });
    const image = body['Image'];
    if (typeof image !== 'string' || !held.has(image))
      return json(response, 404, { message: `No such image: ${String(image)}` });
    const one = containerOf(name, body);
    containers.set(name, one);
    json(response, 201, { Id: one.id, Warnings: [] });
  };

  const keep = async (
    call: TestDockerCall,
    asked: Asked & { readonly root: string },
    response: ServerResponse,
  ): Promise<void> => {
    const store = { networks, volumes, containers: () => [...containers.values()] };
    answerAboutResources(store, { ...asked, body: await readBody(call) }, response);
  };

  const pull = (query: URLSearchParams, response: ServerResponse): void => {
    const image = query.get('fromImage') ?? '';
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write(`${JSON.stringify({ status: `Pulling ${image}` })}\n`);
    const isMissing = image.startsWith('missing');
    if (!isMissing) held.add(image);
    response.end(
      `${JSON.stringify(isMissing ? { error: `manifest for ${image} not found` } : { status: 'Done' })}\n`,
    );
  };

  const carryOut = (call: TestDockerCall, response: ServerResponse): void => {
    const { method } = call;
    const url = new URL(`http://engine/${call.target}`);
    const [root = '', name = '', verb = ''] = url.pathname
      .slice(1)
      .split('/')
      .map(decodeURIComponent);
    const asked = { method, name, verb, query: url.searchParams };
    if (root === 'images' && name === 'create') return pull(asked.query, response);
    if (root === 'networks' || root === 'volumes')
      return void keep(call, { ...asked, root }, response);
    if (root !== 'containers') return json(response, 404, { message: 'page not found' });
    if (method === 'POST' && name === 'create') return void create(call, asked, response);
    if (method === 'GET' && name === 'json')
      return json(response, 200, [...containers.values()].map(show));
    change({ containers, networks, fate }, asked, response);
  };

  return {
    containers,
    networks,
    volumes,
    changes,
    images: held,
    answer: (call, response) => {
      if (call.method !== 'GET') changes.push(`${call.method} ${call.target}`);
      const isTaken = mishap?.(call, response, (answer) => carryOut(call, answer)) ?? false;
      if (!isTaken) carryOut(call, response);
    },
    put: (name, options = {}) => {
      const one = { ...containerOf(name, {}), ...options, name };
      containers.set(name, one);
      return one;
    },
    interfere: (next) => {
      mishap = next;
    },
    onStart: (next) => {
      fate = next;
    },
  };
};
