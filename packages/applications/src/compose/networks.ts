/** The networks that a service is in, and what it is called there. */
import { below, type Fields, fieldsOf, isFields, note, type Place } from './place.ts';
import { readTexts } from './lists.ts';
import type { Body, Connection } from './plan.ts';

/** The network of services that name none. */
export const defaultNetwork = 'default';

/** What an engine is told of them. */
export interface Networks {
  /** As the file calls them. */
  readonly names: readonly string[];
  /** The one that the container is created in, as the engine calls it. */
  readonly main: string;
  readonly endpoints: Readonly<Record<string, Body>>;
  /** The others. */
  readonly connections: readonly Connection[];
}

/** What is around the networks of one service. */
export interface NetworkGround {
  /** The name of the service. */
  readonly service: string;
  /** The networks at the top of the file. */
  readonly known: ReadonlySet<string>;
  /** How the engine shall call one. */
  nameOf(network: string): string;
}

const readNamed = (value: unknown): ReadonlyMap<string, unknown> => {
  if (isFields(value)) return new Map(Object.entries(value));
  return new Map((readTexts(value) ?? []).map((name) => [name, null]));
};

/** Reads `networks`; a service without any is in the one of the whole file. */
export const readNetworks = (
  service: Fields,
  place: Place,
  { service: own, known, nameOf }: NetworkGround,
): Networks => {
  const at = below(place, 'networks');
  const written = readNamed(service['networks']);
  const named = written.size === 0 ? new Map([[defaultNetwork, null]]) : written;
  const joined = [...named].map(([name, settings]) => {
    if (name !== defaultNetwork && !known.has(name))
      note(below(at, name), 'must be one of the networks at the top of the file');
    const aliases = [own, ...(readTexts(fieldsOf(settings)['aliases']) ?? [])];
    return { network: nameOf(name), endpoint: { Aliases: [...new Set(aliases)] } };
  });
  const [main = { network: '', endpoint: {} }, ...connections] = joined;
  return {
    names: [...named.keys()],
    main: main.network,
    endpoints: { [main.network]: main.endpoint },
    connections,
  };
};
