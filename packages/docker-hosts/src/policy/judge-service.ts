/** What the body of a service of a swarm asks for that a policy may refuse. */
import type { DockerRefusal } from './docker-policy.ts';
import { findAll, isEmpty, itemsOf, type Located } from './go-json.ts';
import type { Finder } from './judge-container.ts';
import { hostMounts } from './judge-mounts.ts';

const containerOf = (body: Located): readonly Located[] =>
  findAll(body, 'TaskTemplate', 'ContainerSpec');

const inContainer =
  (name: string): Finder =>
  (body) =>
    containerOf(body).flatMap((spec) => findAll(spec, name).filter(({ value }) => !isEmpty(value)));

/** A plugin of the engine may do whatever it likes. */
const plugins: Finder = (body) => [
  ...findAll(body, 'TaskTemplate', 'PluginSpec'),
  ...findAll(body, 'TaskTemplate', 'Runtime').filter(
    ({ value }) => value !== '' && value !== 'container',
  ),
];

const networks: Finder = (body) =>
  [...findAll(body, 'TaskTemplate', 'Networks'), ...findAll(body, 'Networks')]
    .flatMap(itemsOf)
    .flatMap((network) => findAll(network, 'Target'))
    .filter(({ value }) => value === 'host');

/** What each rule is about in the body of a service. */
export const serviceFinders: Readonly<Record<DockerRefusal, Finder>> = {
  privileged: plugins,
  'host-namespaces': networks,
  devices: inContainer('Devices'),
  'host-binds': (body) => containerOf(body).flatMap((spec) => hostMounts(findAll(spec, 'Mounts'))),
  capabilities: inContainer('CapabilityAdd'),
  'security-options': inContainer('Privileges'),
};
