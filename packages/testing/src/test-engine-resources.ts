/** The networks and volumes of a Docker engine for tests. */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

type Fields = Readonly<Record<string, unknown>>;

/** A network or a volume of it. */
export interface TestResource {
  readonly id: string;
  readonly name: string;
  /** The body that it was created with. */
  readonly body: Fields;
}

/** What of a container matters to networks. */
export interface Joined {
  readonly id: string;
  readonly isRunning: boolean;
  readonly body: Fields;
  /** Those that it was connected to after it was created. */
  readonly connected: Set<string>;
}

/** A request about one of them: `networks`, the name, `connect`. */
export interface ResourceCall {
  readonly method: string;
  readonly root: string;
  readonly name: string;
  readonly verb: string;
  readonly query: URLSearchParams;
  readonly body: Fields;
}

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
};

const show = ({ id, name, body }: TestResource): object => ({
  ...{ Id: id, Name: name, Labels: body['Labels'] ?? {} },
});

/** The networks that a container is in, by their names. */
export const networksOf = ({ body, connected }: Joined): readonly string[] => {
  const { EndpointsConfig: endpoints = {} } = (body['NetworkingConfig'] ?? {}) as {
    readonly EndpointsConfig?: Fields;
  };
  return [...Object.keys(endpoints), ...connected];
};

/** Where they are kept. */
export interface ResourceStore {
  readonly networks: Map<string, TestResource>;
  readonly volumes: Map<string, TestResource>;
  /** The containers of the engine. */
  containers(): readonly Joined[];
}

const isAsked = (one: TestResource, query: URLSearchParams): boolean => {
  const { label = [] } = JSON.parse(query.get('filters') ?? '{}') as { label?: string[] };
  const held = (one.body['Labels'] ?? {}) as Fields;
  return label.every((text) => {
    const [name = '', value] = text.split('=');
    return held[name] === value;
  });
};

const removeNetwork = (
  { networks, containers }: ResourceStore,
  found: TestResource,
  response: ServerResponse,
): void => {
  const isUsed = containers().some((one) => one.isRunning && networksOf(one).includes(found.name));
  if (isUsed) return json(response, 403, { message: `${found.name} has active endpoints` });
  networks.delete(found.name);
  response.writeHead(204).end();
};

const connect = (
  { containers }: ResourceStore,
  { name }: TestResource,
  { body, response }: { readonly body: Fields; readonly response: ServerResponse },
): void => {
  const one = containers().find(({ id }) => id === body['Container']);
  if (one === undefined) return json(response, 404, { message: 'No such container' });
  if (networksOf(one).includes(name))
    return json(response, 403, { message: `endpoint already exists in network ${name}` });
  one.connected.add(name);
  response.writeHead(200).end();
};

const create = (
  kept: Map<string, TestResource>,
  { root, body }: ResourceCall,
  response: ServerResponse,
): void => {
  const name = String(body['Name']);
  if (kept.has(name) && root === 'networks')
    return json(response, 409, { message: `network with name ${name} already exists` });
  const one = kept.get(name) ?? { id: randomBytes(32).toString('hex'), name, body };
  kept.set(name, one);
  json(response, 201, show(one));
};

/** Answers a request about networks or volumes as Docker does. */
export const answerAboutResources = (
  store: ResourceStore,
  call: ResourceCall,
  response: ServerResponse,
): void => {
  const { method, root, name, verb, query } = call;
  const kept = root === 'networks' ? store.networks : store.volumes;
  if (method === 'GET' && name === '') {
    const asked = [...kept.values()].filter((one) => isAsked(one, query));
    return json(response, 200, asked.map(show));
  }
  if (method === 'POST' && name === 'create') return create(kept, call, response);
  const found = kept.get(name) ?? [...kept.values()].find(({ id }) => id === name);
  if (found === undefined) {
    const message =
      root === 'networks' ? `network ${name} not found` : `get ${name}: no such volume`;
    return json(response, 404, { message });
  }
  if (method === 'GET') return json(response, 200, show(found));
  if (verb === 'connect') return connect(store, found, { body: call.body, response });
  if (root === 'networks') return removeNetwork(store, found, response);
  kept.delete(name);
  response.writeHead(204).end();
};
