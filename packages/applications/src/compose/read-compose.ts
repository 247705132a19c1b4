/** Reading a compose file into what engines are told, as far as its keys are supported. */
import { fault } from '@moorgate/errors';
import { isUsableName } from '../application-name.ts';
import { checkSchema } from './check-schema.ts';
import { orderServices, readDependencies } from './depends-on.ts';
import { interpolate } from './interpolate.ts';
import { parseFile } from './parse-file.ts';
import { below, type Fields, fieldsOf, note, type Place } from './place.ts';
import type { ComposePlan, ComposeService } from './plan.ts';
import { readNetwork, readVolume } from './resources.ts';
import { type ReadService, readService } from './service.ts';
import { checkKeys } from './supported-keys.ts';

const servicesMax = 50;
const issuesMax = 20;

/** Throws `invalid_request` with what has been noted so far. */
const refuseNoted = ({ notes }: Place): void => {
  if (notes.length === 0) return;
  const issues = notes.slice(0, issuesMax).map((message) => ({ pointer: '/Compose', message }));
  throw fault('invalid_request', { issues });
};

const parse = (text: string, root: Place): Fields => {
  const value = parseFile(text, root);
  refuseNoted(root);
  checkKeys(value, root);
  refuseNoted(root);
  const interpolated = interpolate(value, root);
  refuseNoted(root);
  checkSchema(interpolated, root);
  refuseNoted(root);
  return fieldsOf(interpolated);
};

type Read = ComposeService & Pick<ReadService, 'networks' | 'mounts'>;

const readServices = (file: Fields, root: Place, application: string): readonly Read[] => {
  const at = below(root, 'services');
  const services = new Map(Object.entries(fieldsOf(file['services'])));
  if (services.size === 0 || services.size > servicesMax)
    note(at, `must be from 1 to ${servicesMax}`);
  const nameOf = (name: string): string => `${application}_${name}`;
  const networks = new Set(Object.keys(fieldsOf(file['networks'])));
  const volumes = new Set(Object.keys(fieldsOf(file['volumes'])));
  return [...services].map(([name, value]) => {
    const place = below(at, name);
    const container = nameOf(name);
    if (!isUsableName(container)) note(place, `cannot be the container ${container}`);
    const service = fieldsOf(value);
    const read = readService(service, place, { name, networks, volumes, nameOf });
    const dependencies = readDependencies(service, place, services);
    return { name, container, ...read, connections: read.networks.connections, dependencies };
  });
};

const publicOf = ({ name, container, image, body, connections, dependencies }: Read) => ({
  ...{ name, container, image, body, connections, dependencies },
});

/**
 * What the services of a compose file are on a host, for an application of this name. Throws `invalid_request`: each issue has a
 * place in the file and the rule that is broken there. Takes a bounded time for every text.
 */
export const readCompose = ({
  application,
  text,
}: {
  readonly application: string;
  readonly text: string;
}): ComposePlan => {
  const root: Place = { path: '', notes: [] };
  const file = parse(text, root);
  const services = orderServices(readServices(file, root, application), root);
  const resources = (
    key: 'networks' | 'volumes',
    names: readonly string[],
    read: typeof readNetwork,
  ) =>
    [...new Set(names)].map((name) =>
      read(fieldsOf(file[key])[name], below(below(root, key), name), `${application}_${name}`),
    );
  const plan = {
    services: services.map(publicOf),
    networks: resources(
      'networks',
      services.flatMap(({ networks: { names } }) => names),
      readNetwork,
    ),
    volumes: resources(
      'volumes',
      services.flatMap(({ mounts: { volumes } }) => volumes),
      readVolume,
    ),
  };
  refuseNoted(root);
  return plan;
};
