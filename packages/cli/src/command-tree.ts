/** Every command at the top, with one sentence; what is below is loaded when it is wanted, so that each starts fast. */
import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** Gives a command its arguments, options, commands below it, and what it does. */
export type DefineCommand = (command: Command, terminal: Terminal) => void;

/** A command at the top. */
export interface TopCommand {
  readonly name: string;
  readonly description: string;
  /** `words` are the line; a group may load no more than they need. */
  load(words: readonly string[]): Promise<DefineCommand>;
}

const onThisHost: readonly TopCommand[] = [
  {
    name: 'up',
    description: 'start PostgreSQL, the admin API and the device gateway; Ctrl-C stops them',
    load: async () => (await import('./commands/up.ts')).defineUp,
  },
  {
    name: 'prepare',
    description:
      'make what the services need, and start none of them: for containers and systemd; to be repeated at will',
    load: async () => (await import('./commands/prepare.ts')).definePrepare,
  },
  {
    name: 'user',
    description: 'people who may use the admin API, on the host of the data directory',
    load: async () => (await import('./commands/user.ts')).addUserCommands,
  },
  {
    name: 'token',
    description: 'tokens for scripts and tools, on the host of the data directory',
    load: async () => (await import('./commands/token.ts')).addTokenCommands,
  },
  {
    name: 'device',
    description: 'what a device needs to connect, on the host of the data directory',
    load: async () => (await import('./commands/device.ts')).addDeviceCommands,
  },
  {
    name: 'pki',
    description: 'the certificates of the installation',
    load: async () => (await import('./commands/pki.ts')).addPkiCommands,
  },
  {
    name: 'tuf',
    description:
      'the roots and keys that devices trust the metadata of updates by, on the host of the data directory',
    load: async () => (await import('./commands/tuf.ts')).addTufCommands,
  },
  {
    name: 'audit',
    description:
      'the audit records, through the API, and the chain that proves them, on the host of the data directory',
    load: async (words) => {
      const { addAuditRecordCommands } = await import('./commands/remote/audit-records.ts');
      if (words.some((word) => ['search', 'follow', 'download'].includes(word)))
        return addAuditRecordCommands;
      const { addAuditCommands } = await import('./commands/audit.ts');
      return (command, terminal) => {
        addAuditRecordCommands(command, terminal);
        addAuditCommands(command, terminal);
      };
    },
  },
  {
    name: 'migrate',
    description: 'bring the database to the newest schema, and let the services log in',
    load: async () => (await import('./commands/migrate.ts')).defineMigrate,
  },
  {
    name: 'check-config',
    description:
      'read the configuration of the command line or of a service from the environment, and say what is wrong',
    load: async () => (await import('./commands/check-config.ts')).defineCheckConfig,
  },
  {
    name: 'doctor',
    description:
      'look at the data directory, the certificates and the database, and say what is wrong',
    load: async () => (await import('./commands/doctor.ts')).defineDoctor,
  },
  {
    name: 'runner',
    description:
      'execute the runs of builds on this host, each of them isolated; asks the server for them, from anywhere',
    load: async () => (await import('./commands/runner.ts')).defineRunner,
  },
  {
    name: 'beacon',
    description:
      'open the container engines of this host, or of others, to the server: on any host, with a token of its own',
    load: async () => (await import('./commands/beacon.ts')).defineBeacon,
  },
  {
    name: 'simulate',
    description:
      'connect a fleet of simulated devices to a running installation and show what they meet; Ctrl-C ends it',
    load: async () => (await import('./commands/simulate.ts')).defineSimulate,
  },
];

/** Those that ask the API, from anywhere. */
const throughTheApi: readonly TopCommand[] = [
  {
    name: 'login',
    description: 'log in to a server, and keep a token for it in a context',
    load: async () => (await import('./commands/remote/login.ts')).defineLogin,
  },
  {
    name: 'logout',
    description: 'revoke the token that the login made, and remove its context',
    load: async () => (await import('./commands/remote/logout.ts')).defineLogout,
  },
  {
    name: 'contexts',
    description: 'the servers that you are logged in to',
    load: async () => (await import('./commands/remote/contexts.ts')).addContextsCommands,
  },
  {
    name: 'whoami',
    description: 'show as whom you speak to the server, and what you may do there',
    load: async () => (await import('./commands/remote/whoami.ts')).defineWhoami,
  },
  {
    name: 'devices',
    description: 'devices, their labels and their keys',
    load: async () => (await import('./commands/remote/devices.ts')).addDevicesCommands,
  },
  {
    name: 'denied',
    description: 'the denied list: devices that no gateway serves',
    load: async () => (await import('./commands/remote/denied.ts')).addDeniedCommands,
  },
  {
    name: 'configs',
    description: 'configurations of the factory, of groups and of devices',
    load: async () => (await import('./commands/remote/configs.ts')).addConfigsCommands,
  },
  {
    name: 'updates',
    description: 'updates: what devices are to run',
    load: async () => (await import('./commands/remote/updates.ts')).addUpdatesCommands,
  },
  {
    name: 'targets',
    description: 'targets: what devices can be given by tag, and what has become of them',
    load: async () => (await import('./commands/remote/targets.ts')).addTargetsCommands,
  },
  {
    name: 'applications',
    description:
      'applications on Docker hosts, which are deployed, started, stopped and reverted as one',
    load: async () => (await import('./commands/remote/applications.ts')).addApplicationsCommands,
  },
  {
    name: 'builds',
    description: 'what is built of pushes and of requests, and what it says',
    load: async () => (await import('./commands/remote/builds.ts')).addBuildsCommands,
  },
  {
    name: 'runners',
    description: 'what executes the runs of builds',
    load: async () => (await import('./commands/remote/runners.ts')).addRunnersCommands,
  },
  {
    name: 'repositories',
    description: 'the Git repositories of the factory',
    load: async () => (await import('./commands/remote/repositories.ts')).addRepositoriesCommands,
  },
  {
    name: 'images',
    description: 'the container images of the factory',
    load: async () => (await import('./commands/remote/images.ts')).addImagesCommands,
  },
  {
    name: 'enrolments',
    description: 'devices and keys that wait for a decision',
    load: async () => (await import('./commands/remote/enrolments.ts')).addEnrolmentsCommands,
  },
  {
    name: 'enrolment-tokens',
    description: 'what devices register with where there is no operator at hand',
    load: async () =>
      (await import('./commands/remote/enrolment-tokens.ts')).addEnrolmentTokensCommands,
  },
  {
    name: 'device-cas',
    description: 'the CAs whose certificates devices present, and how their devices enrol',
    load: async () => (await import('./commands/remote/device-cas.ts')).addDeviceCasCommands,
  },
  {
    name: 'beacons',
    description: 'what reaches Docker hosts, and whether it is connected',
    load: async () => (await import('./commands/remote/beacons.ts')).addBeaconsCommands,
  },
  {
    name: 'docker-hosts',
    description: 'the Docker hosts that you may use',
    load: async () => (await import('./commands/remote/docker-hosts.ts')).addDockerHostsCommands,
  },
  {
    name: 'gateways',
    description: 'the gateways, and how far each follows changes',
    load: async () => (await import('./commands/remote/gateways.ts')).addGatewaysCommands,
  },
  {
    name: 'certificates',
    description: 'certificates of the installation, and when they end',
    load: async () => (await import('./commands/remote/certificates.ts')).addCertificatesCommands,
  },
  {
    name: 'application-credentials',
    description: 'clients of OAuth 2: what programs log in with',
    load: async () =>
      (await import('./commands/remote/application-credentials.ts'))
        .addApplicationCredentialsCommands,
  },
  {
    name: 'tokens',
    description: 'credentials of programs',
    load: async () => (await import('./commands/remote/tokens.ts')).addTokensCommands,
  },
  {
    name: 'users',
    description: 'people, what they may do, and their sessions',
    load: async () => (await import('./commands/remote/users.ts')).addUsersCommands,
  },
  {
    name: 'roles',
    description: 'names for rights, which users are given',
    load: async () => (await import('./commands/remote/roles.ts')).addRolesCommands,
  },
  {
    name: 'service-accounts',
    description: 'users that are programs, and who answers for them',
    load: async () =>
      (await import('./commands/remote/service-accounts.ts')).addServiceAccountsCommands,
  },
];

const forShells: readonly TopCommand[] = [
  {
    name: 'completion',
    description: 'print a script that completes commands in bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).defineCompletion,
  },
];

/** Every command at the top. */
export const topCommands: readonly TopCommand[] = [...onThisHost, ...throughTheApi, ...forShells];
