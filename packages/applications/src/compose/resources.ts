/** The networks and volumes of a compose file, as bodies that make them. */
import { below, type Fields, fieldsOf, given, type Place } from './place.ts';
import { readLabels, readPairs } from './lists.ts';
import type { ComposeResource } from './plan.ts';
import { readBoolean, readText } from './scalars.ts';

const readOptions = (value: unknown): Fields | undefined =>
  value === undefined || value === null
    ? undefined
    : Object.fromEntries([...readPairs(value)].map(([name, text]) => [name, text ?? '']));

/** A network that these settings describe. */
export const readNetwork = (value: unknown, place: Place, name: string): ComposeResource => {
  const { driver, driver_opts, internal, labels } = fieldsOf(value);
  return {
    name,
    body: given({
      ...{ Name: name, CheckDuplicate: true, Driver: readText(driver) },
      Options: readOptions(driver_opts),
      Internal: readBoolean(internal, below(place, 'internal')),
      Labels: readLabels(labels, below(place, 'labels')),
    }),
  };
};

/** A volume that these settings describe. */
export const readVolume = (value: unknown, place: Place, name: string): ComposeResource => {
  const { driver, driver_opts, labels } = fieldsOf(value);
  return {
    name,
    body: given({
      ...{ Name: name, Driver: readText(driver), DriverOpts: readOptions(driver_opts) },
      Labels: readLabels(labels, below(place, 'labels')),
    }),
  };
};
