/** The reader beside docker-compose 1.29: both tell an engine the same. */
import { debianPackage, declareWith } from '@moorgate/testing';
import { askComposer, type Asked } from '../test-support/docker-compose.ts';
import type { Body } from './plan.ts';
import { readCompose } from './read-compose.ts';

const composer = await debianPackage({ name: 'docker-compose', probe: ['version'] });

/** Each service shows one thing. */
const services: Readonly<Record<string, string>> = {
  command: `command: serve --name "a b" 'c d' e\\ f`,
  words: `command: [serve, "a b"]\nentrypoint: /run --fast`,
  entrypoint: 'entrypoint: [/run, "a b"]',
  settings: 'environment: {A: 1, B: two, C: "", D: "x=y"}',
  list: 'environment: [A=1, "B=two words", C=]',
  labels: 'labels: {a.b: c, d: "1"}\nuser: "1000:1000"\nworking_dir: /srv\nhostname: here',
  labelled: 'labels: [a.b=c, d]',
  ports: `ports:\n  - "80"\n  - "8080:81"\n  - "127.0.0.1:8081:82"\n  - "9000-9001:90-91/udp"\n  - "127.0.0.1::83"\n  - "9100-9110:92"`,
  opened: 'ports: [{target: 80, published: 8090, protocol: udp}]\nexpose: ["96"]',
  volumes: 'volumes: ["data:/data", "data:/other:ro"]',
  memory: 'tmpfs: ["/run:size=64m", /tmp]\nread_only: true\nshm_size: 64m',
  limits: 'mem_limit: 512m\nmemswap_limit: 1g\nmem_reservation: 64m\ncpus: 0.5\npids_limit: 50',
  health: `healthcheck: {test: check --now, interval: 1m30s, timeout: 500ms, retries: 3, start_period: 2s}`,
  unwatched: 'healthcheck: {disable: true}',
  watched: 'healthcheck: {test: [CMD, check]}',
  restart: 'restart: "on-failure:3"',
  always: 'restart: always\ninit: true\nstop_signal: SIGINT\ntty: true\nstdin_open: true',
  rights: 'cap_drop: [ALL]\ncap_add: [NET_BIND_SERVICE]\ngroup_add: ["44"]',
  names: 'dns: 10.0.0.1\nextra_hosts: ["a:10.0.0.2"]',
  named: 'dns: [10.0.0.1, 10.0.0.3]\nextra_hosts: {a: 10.0.0.2}',
  networks: 'networks: {back: {aliases: [database]}}',
  variables: 'user: "${NOT_THERE:-me}"\nlabels: {cost: "$$5"}',
};

const file = `
version: "2.4"
services:
${Object.entries(services)
  .map(([name, lines]) => `  ${name}:\n    image: busybox\n${lines.replace(/^/gm, '    ')}`)
  .join('\n')}
networks:
  back: {internal: true, driver: bridge, labels: {a: b}}
volumes:
  data: {labels: {kept: "yes"}}
`;

const sorted = (value: unknown): readonly string[] => [...(value as readonly string[])].sort();

const withoutTheirs = (labels: unknown): Body =>
  Object.fromEntries(
    Object.entries(labels as Body).filter(([name]) => !name.startsWith('com.docker.compose.')),
  );

interface Endpoint {
  readonly Aliases?: readonly string[] | null;
}

const aliasesOf = (body: Body): object => {
  const { EndpointsConfig: endpoints } = body['NetworkingConfig'] as {
    readonly EndpointsConfig: Readonly<Record<string, Endpoint>>;
  };
  return Object.entries(endpoints).map(([name, { Aliases }]) => [name, sorted(Aliases ?? [])]);
};

interface Mount {
  readonly Source: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
}

/** A mount as it is written short. */
const bindOf = ({ Source, Target, ReadOnly }: Mount): string =>
  `${Source}:${Target}:${ReadOnly === true ? 'ro' : 'rw'}`;

/** What is null means what is not there. */
const withoutNulls = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .filter(([, member]) => member !== null)
          .map(([name, member]) => [name, withoutNulls(member)]),
      );

/** A body in one form, whoever made it, with those members alone that `wanted` has. */
const comparable = (body: Body, wanted: Body): object => {
  const { Labels, Env, NetworkingConfig, HostConfig, ...plain } = withoutNulls(body) as Body;
  const { Mounts, Binds, ...host } = HostConfig as Body;
  const { HostConfig: wantedHost, ...wantedPlain } = wanted as { readonly HostConfig: Body };
  const pick = (from: Body, of: Body): Body =>
    Object.fromEntries(Object.entries(from).filter(([name]) => name in of));
  const binds = (Binds as readonly string[] | undefined | null) ?? [];
  return {
    ...pick(plain, wantedPlain),
    labels: withoutTheirs(Labels ?? {}),
    env: sorted(Env ?? []),
    networks: NetworkingConfig === undefined ? [] : aliasesOf(body),
    binds: sorted([
      ...binds,
      ...((Mounts as readonly Mount[] | undefined | null) ?? []).map(bindOf),
    ]),
    host: pick(host, wantedHost),
  };
};

declareWith(composer, describe)('beside docker-compose', () => {
  let theirs: Asked;
  const ours = readCompose({ application: 'shop', text: file });
  beforeAll(async () => {
    if (composer.isThere) theirs = await askComposer(composer, { project: 'shop', text: file });
  }, 120_000);

  test.each(Object.keys(services))('the service with %s is created with the same body', (name) => {
    const { body } = ours.services.find((service) => service.name === name)!;
    expect(comparable(body, body)).toEqual(comparable(theirs.containers.get(name) ?? {}, body));
  });

  test('the same networks and volumes are made', () => {
    const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);
    expect(sorted(names(ours.networks))).toEqual(sorted([...theirs.networks.keys()]));
    expect(sorted(names(ours.volumes))).toEqual(sorted([...theirs.volumes.keys()]));
    for (const { name, body } of ours.networks)
      expect(theirs.networks.get(name)).toMatchObject({
        ...body,
        Labels: body['Labels'] ?? {},
      });
    for (const { name, body } of ours.volumes) expect(theirs.volumes.get(name)).toMatchObject(body);
  });

  test.each([
    ['a circle', 'services: {a: {image: x, depends_on: [b]}, b: {image: x, depends_on: [a]}}'],
    ['a service that is not there', 'services: {a: {image: x, depends_on: [b]}}'],
    ['a network that is not there', 'services: {a: {image: x, networks: [b]}}'],
    ['a volume that is not there', 'services: {a: {image: x, volumes: ["b:/b"]}}'],
    ['no image', 'services: {a: {command: x}}'],
    ['a wrong type', 'services: {a: {image: x, ports: 80}}'],
    ['a key of nobody', 'services: {a: {image: x, misspelt: 1}}'],
  ])('both refuse a file with %s', async (_what, text) => {
    expect(() => readCompose({ application: 'shop', text })).toThrow();
    if (composer.isThere)
      await expect(askComposer(composer, { project: 'shop', text })).rejects.toThrow();
  });
});
