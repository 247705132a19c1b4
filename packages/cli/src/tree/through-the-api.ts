/** Commands at the top that ask the API, from anywhere. */
import type { TopCommand } from './top-command.ts';

export const throughTheApi: readonly TopCommand[] = [
  {
    name: 'login',
    description: 'log in to a server, and keep a token for it in a context',
    load: async () => (await import('../commands/remote/login.ts')).defineLogin,
  },
  {
    name: 'logout',
    description: 'revoke the token that the login made, and remove its context',
    load: async () => (await import('../commands/remote/logout.ts')).defineLogout,
  },
  {
    name: 'contexts',
    description: 'the servers that you are logged in to',
    load: async () => (await import('../commands/remote/contexts.ts')).addContextsCommands,
  },
  {
    name: 'whoami',
    description: 'show as whom you speak to the server, and what you may do there',
    load: async () => (await import('../commands/remote/whoami.ts')).defineWhoami,
  },
  {
    name: 'devices',
    description: 'devices, their labels and their keys',
    load: async () => (await import('../commands/remote/devices.ts')).addDevicesCommands,
  },
  {
    name: 'denied',
    description: 'the denied list: devices that no gateway serves',
    load: async () => (await import('../commands/remote/denied.ts')).addDeniedCommands,
  },
  {
    name: 'configs',
    description: 'configurations of the factory, of groups and of devices',
    load: async () => (await import('../commands/remote/configs.ts')).addConfigsCommands,
  },
  {
    name: 'updates',
    description: 'updates: what devices are to run',
    load: async () => (await import('../commands/remote/updates.ts')).addUpdatesCommands,
  },
  {
    name: 'targets',
    description: 'targets: what devices can be given by tag, and what has become of them',
    load: async () => (await import('../commands/remote/targets.ts')).addTargetsCommands,
  },
  {
    name: 'applications',
    description:
      'applications on Docker hosts, which are deployed, started, stopped and reverted as one',
    load: async () => (await import('../commands/remote/applications.ts')).addApplicationsCommands,
  },
  {
    name: 'builds',
    description: 'what is built of pushes and of requests, and what it says',
    load: async () => (await import('../commands/remote/builds.ts')).addBuildsCommands,
  },
  {
    name: 'runners',
    description: 'what executes the runs of builds',
    load: async () => (await import('../commands/remote/runners.ts')).addRunnersCommands,
  },
  {
    name: 'repositories',
    description: 'the Git repositories of the factory',
    load: async () => (await import('../commands/remote/repositories.ts')).addRepositoriesCommands,
  },
  {
    name: 'images',
    description: 'the container images of the factory',
    load: async () => (await import('../commands/remote/images.ts')).addImagesCommands,
  },
  {
    name: 'enrolments',
    description: 'devices and keys that wait for a decision',
    load: async () => (await import('../commands/remote/enrolments.ts')).addEnrolmentsCommands,
  },
  {
    name: 'enrolment-tokens',
    description: 'what devices register with where there is no operator at hand',
    load: async () =>
      (await import('../commands/remote/enrolment-tokens.ts')).addEnrolmentTokensCommands,
  },
  {
    name: 'device-cas',
    description: 'the CAs whose certificates devices present, and how their devices enrol',
    load: async () => (await import('../commands/remote/device-cas.ts')).addDeviceCasCommands,
  },
  {
    name: 'beacons',
    description: 'what reaches Docker hosts, and whether it is connected',
    load: async () => (await import('../commands/remote/beacons.ts')).addBeaconsCommands,
  },
  {
    name: 'docker-hosts',
    description: 'the Docker hosts that you may use',
    load: async () => (await import('../commands/remote/docker-hosts.ts')).addDockerHostsCommands,
  },
  {
    name: 'gateways',
    description: 'the gateways, and how far each follows changes',
    load: async () => (await import('../commands/remote/gateways.ts')).addGatewaysCommands,
  },
  {
    name: 'certificates',
    description: 'certificates of the installation, and when they end',
    load: async () => (await import('../commands/remote/certificates.ts')).addCertificatesCommands,
  },
  {
    name: 'application-credentials',
    description: 'clients of OAuth 2: what programs log in with',
    load: async () =>
      (await import('../commands/remote/application-credentials.ts'))
        .addApplicationCredentialsCommands,
  },
  {
    name: 'tokens',
    description: 'credentials of programs',
    load: async () => (await import('../commands/remote/tokens.ts')).addTokensCommands,
  },
  {
    name: 'users',
    description: 'people, what they may do, and their sessions',
    load: async () => (await import('../commands/remote/users.ts')).addUsersCommands,
  },
  {
    name: 'roles',
    description: 'names for rights, which users are given',
    load: async () => (await import('../commands/remote/roles.ts')).addRolesCommands,
  },
  {
    name: 'service-accounts',
    description: 'users that are programs, and who answers for them',
    load: async () =>
      (await import('../commands/remote/service-accounts.ts')).addServiceAccountsCommands,
  },
];
