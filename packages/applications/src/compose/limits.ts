/** How much of its host a service may use. */
import { below, type Fields, fieldsOf, given, note, type Place } from './place.ts';
import { readBytes, readCpus, readInteger } from './scalars.ts';

type Read = (value: unknown, place: Place) => number | undefined;

/** Both ways of writing one limit. */
interface Written {
  readonly key: string;
  /** Below `deploy.resources`. */
  readonly deploy: readonly [string, string];
  readonly read: Read;
}

/** An engine takes -1 for no limit. */
const readPids: Read = (value, place) => readInteger(value, place, { min: -1, max: 4_194_304 });

const readSwap: Read = (value, place) =>
  value === -1 || value === '-1' ? -1 : readBytes(value, place);

const readEither = (service: Fields, place: Place, { key, deploy, read }: Written) => {
  const [group, name] = deploy;
  const at = ['deploy', 'resources', group, name].reduce(below, place);
  const resources = fieldsOf(fieldsOf(service['deploy'])['resources']);
  const plain = read(service[key], below(place, key));
  const deployed = read(fieldsOf(resources[group])[name], at);
  if (plain !== undefined && deployed !== undefined && plain !== deployed)
    note(at, `is not what ${key} says`);
  return plain ?? deployed;
};

/** Reads limits, as members of `HostConfig`. */
export const readLimits = (service: Fields, place: Place): Fields => {
  const either = (key: string, deploy: Written['deploy'], read: Read): number | undefined =>
    readEither(service, place, { key, deploy, read });
  return given({
    Memory: either('mem_limit', ['limits', 'memory'], readBytes),
    MemoryReservation: either('mem_reservation', ['reservations', 'memory'], readBytes),
    MemorySwap: readSwap(service['memswap_limit'], below(place, 'memswap_limit')),
    NanoCpus: either('cpus', ['limits', 'cpus'], readCpus),
    PidsLimit: either('pids_limit', ['limits', 'pids'], readPids),
    ShmSize: readBytes(service['shm_size'], below(place, 'shm_size')),
  });
};
