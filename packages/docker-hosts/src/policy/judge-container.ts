/** What the body of a container asks for that a policy may refuse. */
import type { DockerRefusal } from './docker-policy.ts';
import { entriesOf, findAll, isEmpty, itemsOf, type Located } from './go-json.ts';
import { hostFolders } from './judge-mounts.ts';

/** Finds what a rule is about. */
export type Finder = (settings: Located) => readonly Located[];

const given =
  (...names: readonly string[]): Finder =>
  (settings) =>
    names.flatMap((name) => findAll(settings, name).filter(({ value }) => !isEmpty(value)));

/** A namespace that is not one’s own; the one of another container may be that of the host. */
const isForeign = ({ value }: Located): boolean =>
  typeof value !== 'string' || value === 'host' || value.startsWith('container:');

const namespaceModes = [
  'NetworkMode',
  'PidMode',
  'IpcMode',
  'UTSMode',
  'UsernsMode',
  'CgroupnsMode',
] as const;

const hostNamespaces: Finder = (settings) =>
  namespaceModes.flatMap((name) => findAll(settings, name).filter(isForeign));

/** The options that take nothing away from the usual confinement. */
const harmlessOption = /^(?:no-new-privileges(?:[=:]true)?|seccomp[=:]builtin)$/;

const isLoose = ({ value }: Located): boolean =>
  typeof value !== 'string' || !harmlessOption.test(value);

const securityOptions: Finder = (settings) => [
  ...findAll(settings, 'SecurityOpt').flatMap(itemsOf).filter(isLoose),
  // What a runtime makes of them is anybody’s guess; some of them open devices.
  ...given('Annotations')(settings),
  // Lists, empty ones too, of what a container does not see otherwise.
  ...findAll(settings, 'MaskedPaths'),
  ...findAll(settings, 'ReadonlyPaths'),
];

/** What each rule is about in the settings of a container that its engine calls `HostConfig`. */
export const hostConfigFinders: Readonly<Record<DockerRefusal, Finder>> = {
  privileged: given('Privileged', 'LxcConf'),
  'host-namespaces': hostNamespaces,
  devices: given('Devices', 'DeviceRequests', 'DeviceCgroupRules'),
  'host-binds': hostFolders,
  capabilities: given('CapAdd', 'Capabilities'),
  'security-options': securityOptions,
};

/** The network of the host among those that a container shall be connected to. */
export const hostNetworks: Finder = (body) =>
  findAll(body, 'NetworkingConfig', 'EndpointsConfig')
    .flatMap(entriesOf)
    .filter(({ name }) => name === 'host');

/**
 * Every place of such settings: where they belong, and beside the others, from where engines of earlier versions take them.
 */
export const hostConfigsOf = (body: Located): readonly Located[] => [
  body,
  ...findAll(body, 'HostConfig'),
];
