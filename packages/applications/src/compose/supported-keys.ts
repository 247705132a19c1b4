/** The keys of compose files that are read; docs/guides/compose.md has them as a table. */
import { below, isFields, note, type Place } from './place.ts';

/** What may stand in a place: `*` is any name, `[]` an item of a list; `any` is for whoever reads it. */
interface Keys {
  readonly [name: string]: Keys | 'any';
}

const each = (...names: readonly string[]): Keys =>
  Object.fromEntries(names.map((name) => [name, 'any'] as const));

const service: Keys = {
  ...each('image', 'command', 'entrypoint', 'environment', 'labels', 'user', 'working_dir'),
  ...each('hostname', 'restart', 'init', 'read_only', 'stop_grace_period', 'stop_signal'),
  ...each('cap_add', 'cap_drop', 'dns', 'expose', 'extra_hosts', 'group_add', 'tmpfs'),
  ...each('cpus', 'mem_limit', 'mem_reservation', 'memswap_limit', 'pids_limit', 'shm_size'),
  ...each('stdin_open', 'tty'),
  ports: { '[]': each('target', 'published', 'host_ip', 'protocol') },
  volumes: {
    '[]': {
      ...each('type', 'source', 'target', 'read_only'),
      volume: each('nocopy'),
      tmpfs: each('size', 'mode'),
    },
  },
  networks: { '[]': 'any', '*': each('aliases') },
  depends_on: { '[]': 'any', '*': each('condition') },
  healthcheck: each('test', 'interval', 'timeout', 'start_period', 'retries', 'disable'),
  deploy: {
    resources: { limits: each('cpus', 'memory', 'pids'), reservations: each('memory') },
  },
};

const file: Keys = {
  version: 'any',
  services: { '*': service },
  networks: { '*': each('driver', 'driver_opts', 'internal', 'labels') },
  volumes: { '*': each('driver', 'driver_opts', 'labels') },
};

const ruleFor = (keys: Keys, name: string): Keys | 'any' | undefined =>
  Object.hasOwn(keys, name) && name !== '*' && name !== '[]' ? keys[name] : keys['*'];

const isExtension = (keys: Keys, name: string): boolean => !('*' in keys) && name.startsWith('x-');

const check = (value: unknown, keys: Keys | 'any', place: Place): void => {
  if (keys === 'any') return;
  if (Array.isArray(value))
    value.forEach((item, index) => check(item, keys['[]'] ?? 'any', below(place, index)));
  if (!isFields(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (isExtension(keys, name)) continue;
    const rule = ruleFor(keys, name);
    if (rule === undefined) note(below(place, name), 'is not supported');
    else check(member, rule, below(place, name));
  }
};

/** Notes every key that is not read. Those that begin with `x-` are for whoever wrote them, and passed over. */
export const checkKeys = (value: unknown, place: Place): void => check(value, file, place);
