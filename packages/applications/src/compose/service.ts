/** A service of a compose file as the body that creates its container. */
import { below, type Fields, given, note, type Place } from './place.ts';
import { readHealthcheck } from './healthcheck.ts';
import { readLimits } from './limits.ts';
import { readLabels, readPairs, readTexts, readWords } from './lists.ts';
import { type Mounts, readMounts } from './mounts.ts';
import { type Networks, readNetworks } from './networks.ts';
import type { Body } from './plan.ts';
import { readPorts } from './ports.ts';
import { readBoolean, readDuration, readText } from './scalars.ts';

/** What is around one service. */
export interface ServiceGround {
  readonly name: string;
  readonly networks: ReadonlySet<string>;
  readonly volumes: ReadonlySet<string>;
  /** How the engine shall call a network or a volume. */
  nameOf(resource: string): string;
}

/** A service that has been read. */
export interface ReadService {
  readonly image: string;
  readonly body: Body;
  readonly networks: Networks;
  readonly mounts: Mounts;
}

const readImage = ({ image }: Fields, place: Place): string => {
  if (typeof image === 'string' && image !== '') return image;
  note(below(place, 'image'), 'must name an image: none is built here');
  return '';
};

const readCommand = ({ command }: Fields, place: Place): readonly string[] | undefined => {
  const words = readWords(command, below(place, 'command'));
  if (words?.length === 0) note(below(place, 'command'), 'must not be empty');
  return words;
};

/** An engine takes one empty word for none at all, and nothing for the one of the image. */
const readEntrypoint = ({ entrypoint }: Fields, place: Place): readonly string[] | undefined => {
  const words = readWords(entrypoint, below(place, 'entrypoint'));
  return words?.length === 0 ? [''] : words;
};

const readEnvironment = ({ environment }: Fields, place: Place): readonly string[] | undefined => {
  if (environment === undefined) return undefined;
  const at = below(place, 'environment');
  return [...readPairs(environment)].map(([name, value]) => {
    if (name === '' || name.includes('=')) note(at, 'must have names without =');
    if (value === null) note(below(at, name), 'has no value, and there is none to take it from');
    return `${name}=${value ?? ''}`;
  });
};

const readRestart = ({ restart }: Fields, place: Place): Fields | undefined => {
  if (restart === undefined || restart === null) return undefined;
  const [, name = '', count] =
    /^(no|always|unless-stopped|on-failure)(?::(\d{1,9}))?$/.exec(readText(restart) ?? '') ?? [];
  if (name !== '' && (count === undefined || name === 'on-failure'))
    return { Name: name, MaximumRetryCount: Number(count ?? 0) };
  note(below(place, 'restart'), 'must be no, always, unless-stopped or on-failure[:times]');
  return undefined;
};

/** Engines count in whole seconds. */
const readGrace = ({ stop_grace_period: grace }: Fields, place: Place): number | undefined => {
  const nanoseconds = readDuration(grace, below(place, 'stop_grace_period'));
  return nanoseconds === undefined ? undefined : Math.ceil(nanoseconds / 1e9);
};

const readHosts = ({ extra_hosts: hosts }: Fields): readonly string[] | undefined =>
  hosts === undefined || hosts === null
    ? undefined
    : [...readPairs(hosts, [':', '='])].map(([name, address]) => `${name}:${address ?? ''}`);

const unlessEmpty = <T extends object>(value: T): T | undefined =>
  Object.keys(value).length === 0 ? undefined : value;

const hostConfigOf = (
  service: Fields,
  place: Place,
  read: Pick<ReadService, 'mounts' | 'networks'> & { readonly bindings: Fields },
): Fields =>
  given({
    NetworkMode: read.networks.main,
    PortBindings: unlessEmpty(read.bindings),
    Mounts: unlessEmpty(read.mounts.mounts),
    Tmpfs: read.mounts.tmpfs,
    RestartPolicy: readRestart(service, place),
    ReadonlyRootfs: readBoolean(service['read_only'], below(place, 'read_only')),
    Init: readBoolean(service['init'], below(place, 'init')),
    CapAdd: readTexts(service['cap_add']),
    CapDrop: readTexts(service['cap_drop']),
    Dns: readTexts(service['dns']),
    ExtraHosts: readHosts(service),
    GroupAdd: readTexts(service['group_add']),
    ...readLimits(service, place),
  });

/** Reads one service. Notes what is wrong with it. */
export const readService = (service: Fields, place: Place, ground: ServiceGround): ReadService => {
  const { name, nameOf } = ground;
  const image = readImage(service, place);
  const networks = readNetworks(service, place, { service: name, known: ground.networks, nameOf });
  const mounts = readMounts(service, place, { known: ground.volumes, nameOf });
  const { exposed, bindings } = readPorts(service, place);
  const body = given({
    Image: image,
    Cmd: readCommand(service, place),
    Entrypoint: readEntrypoint(service, place),
    Env: readEnvironment(service, place),
    Labels: readLabels(service['labels'], below(place, 'labels')),
    User: readText(service['user']),
    WorkingDir: readText(service['working_dir']),
    Hostname: readText(service['hostname']),
    Tty: readBoolean(service['tty'], below(place, 'tty')),
    OpenStdin: readBoolean(service['stdin_open'], below(place, 'stdin_open')),
    StopSignal: readText(service['stop_signal']),
    StopTimeout: readGrace(service, place),
    Healthcheck: readHealthcheck(service, place),
    ExposedPorts: unlessEmpty(exposed),
    HostConfig: hostConfigOf(service, place, { mounts, networks, bindings }),
    NetworkingConfig: { EndpointsConfig: networks.endpoints },
  });
  return { image, body, networks, mounts };
};
