/** Commands at the top that work on this host, with its data directory. */
import type { TopCommand } from './top-command.ts';

const loadAudit: TopCommand['load'] = async (words) => {
  const { addAuditRecordCommands } = await import('../commands/remote/audit-records.ts');
  if (words.some((word) => ['search', 'follow', 'download'].includes(word)))
    return addAuditRecordCommands;
  const { addAuditCommands } = await import('../commands/audit.ts');
  return (command, terminal) => {
    addAuditRecordCommands(command, terminal);
    addAuditCommands(command, terminal);
  };
};

export const onThisHost: readonly TopCommand[] = [
  {
    name: 'up',
    description: 'start PostgreSQL, the admin API and the device gateway; Ctrl-C stops them',
    load: async () => (await import('../commands/up.ts')).defineUp,
  },
  {
    name: 'prepare',
    description:
      'make what the services need, and start none of them: for containers and systemd; to be repeated at will',
    load: async () => (await import('../commands/prepare.ts')).definePrepare,
  },
  {
    name: 'user',
    description: 'people who may use the admin API, on the host of the data directory',
    load: async () => (await import('../commands/user.ts')).addUserCommands,
  },
  {
    name: 'token',
    description: 'tokens for scripts and tools, on the host of the data directory',
    load: async () => (await import('../commands/token.ts')).addTokenCommands,
  },
  {
    name: 'device',
    description: 'what a device needs to connect, on the host of the data directory',
    load: async () => (await import('../commands/device.ts')).addDeviceCommands,
  },
  {
    name: 'pki',
    description: 'the certificates of the installation',
    load: async () => (await import('../commands/pki.ts')).addPkiCommands,
  },
  {
    name: 'tuf',
    description:
      'the roots and keys that devices trust the metadata of updates by, on the host of the data directory',
    load: async () => (await import('../commands/tuf.ts')).addTufCommands,
  },
  {
    name: 'audit',
    description:
      'the audit records, through the API, and the chain that proves them, on the host of the data directory',
    load: loadAudit,
  },
  {
    name: 'migrate',
    description: 'bring the database to the newest schema, and let the services log in',
    load: async () => (await import('../commands/migrate.ts')).defineMigrate,
  },
  {
    name: 'check-config',
    description:
      'read the configuration of the command line or of a service from the environment, and say what is wrong',
    load: async () => (await import('../commands/check-config.ts')).defineCheckConfig,
  },
  {
    name: 'doctor',
    description:
      'look at the data directory, the certificates and the database, and say what is wrong',
    load: async () => (await import('../commands/doctor.ts')).defineDoctor,
  },
  {
    name: 'runner',
    description:
      'execute the runs of builds on this host, each of them isolated; asks the server for them, from anywhere',
    load: async () => (await import('../commands/runner.ts')).defineRunner,
  },
  {
    name: 'beacon',
    description:
      'open the container engines of this host, or of others, to the server: on any host, with a token of its own',
    load: async () => (await import('../commands/beacon.ts')).defineBeacon,
  },
  {
    name: 'simulate',
    description:
      'connect a fleet of simulated devices to a running installation and show what they meet; Ctrl-C ends it',
    load: async () => (await import('../commands/simulate.ts')).defineSimulate,
  },
];
