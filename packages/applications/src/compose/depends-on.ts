/** Which services come before others. */
import { below, type Fields, fieldsOf, isFields, note, type Place } from './place.ts';
import { readTexts } from './lists.ts';
import type { Condition, Dependency } from './plan.ts';

const readWritten = (value: unknown): readonly Dependency[] => {
  if (!isFields(value))
    return (readTexts(value) ?? []).map((service) => ({ service, condition: 'service_started' }));
  return Object.entries(value).map(([service, settings]) => ({
    service,
    // The schema knows no others.
    condition: fieldsOf(settings)['condition'] as Condition,
  }));
};

/** Whether a service says that nothing looks after its health. */
const hasNoCheck = (service: unknown): boolean => {
  const { disable, test } = fieldsOf(fieldsOf(service)['healthcheck']);
  const [first] = Array.isArray(test) ? (test as unknown[]) : [];
  return disable === true || disable === 'true' || first === 'NONE';
};

/** Reads `depends_on`. Notes services that are not there, and conditions that can never come true. */
export const readDependencies = (
  service: Fields,
  place: Place,
  services: ReadonlyMap<string, unknown>,
): readonly Dependency[] => {
  const at = below(place, 'depends_on');
  const dependencies = readWritten(service['depends_on']);
  for (const { service: name, condition } of dependencies) {
    if (!services.has(name)) note(below(at, name), 'must be a service of the file');
    else if (condition === 'service_healthy' && hasNoCheck(services.get(name)))
      note(below(at, name), 'waits for the health of a service that has no check');
  }
  return dependencies;
};

/** What the order of services is made of. */
interface Ordered {
  readonly name: string;
  readonly dependencies: readonly Dependency[];
}

/** The way from a service back to itself; null for none. */
const findCircle = (rest: ReadonlyMap<string, Ordered>): readonly string[] => {
  // Every one of the rest waits for another of them, so that going on from one leads into a circle.
  const path: string[] = [];
  let name = [...rest.keys()][0] ?? '';
  while (!path.includes(name)) {
    path.push(name);
    name = rest.get(name)?.dependencies.find(({ service }) => rest.has(service))?.service ?? '';
  }
  return [...path.slice(path.indexOf(name)), name];
};

/** Each behind those that it depends on, else as they are. Notes a circle. */
export const orderServices = <S extends Ordered>(
  services: readonly S[],
  place: Place,
): readonly S[] => {
  const rest = new Map(services.map((service) => [service.name, service]));
  const ordered: S[] = [];
  while (rest.size > 0) {
    const next = [...rest.values()].find(
      ({ dependencies }) => !dependencies.some(({ service }) => rest.has(service)),
    );
    if (next === undefined) {
      const circle = findCircle(rest);
      const at = below(below(below(place, 'services'), circle[0] ?? ''), 'depends_on');
      note(at, `leads back to itself: ${circle.join(' → ')}`);
      return ordered;
    }
    rest.delete(next.name);
    ordered.push(next);
  }
  return ordered;
};
