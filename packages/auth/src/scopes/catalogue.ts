/**
 * The closed list of scopes: what a token, a session or a user may do. Those that existing tools ask for (source,
 * containers, ci, devices, targets, updates), and those of the administration of users and tokens.
 */

/** Each scope with one sentence of what it allows. `read-update` implies `read`; `create` and `delete` imply nothing. */
export const scopeCatalogue = {
  'applications:create': 'Create applications, which one owns then.',
  'applications:manage':
    'Deploy, start, stop and revert the applications that one may change, and say who may use them.',
  'applications:read': 'See every application, and who may use it.',
  'applications:use': 'See the applications that their owners let one use.',
  'audit:create': 'Make checkpoints of the audit chain.',
  'audit:read': 'Search and export the audit records, and see the checkpoints of their chain.',
  'beacons:create': 'Connect beacons, which one owns then.',
  'beacons:delete': 'Delete any beacon.',
  'beacons:manage': 'Change the beacons that one may change, their aliases, and who may use them.',
  'beacons:read': 'See every beacon, and who may use it.',
  'beacons:use': 'Use the beacons that their owners let one use.',
  'ci:read': 'See builds and their logs.',
  'ci:read-update': 'Trigger builds.',
  'containers:read': 'Pull container images.',
  'containers:read-update': 'Push container images.',
  'devices:create': 'Register devices, approve enrolments that wait, and permit new keys.',
  'devices:delete': 'Deny devices, take them off the denied list, and delete them fully.',
  'devices:read': 'See devices, the denied list, keys and enrolments.',
  'devices:read-update': 'Change labels and configuration of devices.',
  'docker:read':
    'Read from the Docker hosts of the beacons that one may use: all that containers say and hold.',
  'docker:read-update':
    'Change what runs on the Docker hosts of the beacons that one may use, which is to be root there.',
  'source:create': 'Create branches and tags.',
  'source:delete': 'Delete references, and push by force.',
  'source:read': 'Clone and fetch.',
  'source:read-update': 'Push.',
  'targets:read': 'See targets.',
  'targets:read-update': 'Change targets.',
  'tokens:create': 'Create tokens of one’s own.',
  'tokens:delete': 'Disable, narrow and revoke tokens of other users.',
  'tokens:read': 'See the tokens of other users, without their secrets.',
  'tokens:rotate-self': 'Give itself a new secret.',
  'updates:delete': 'Delete updates.',
  'updates:read': 'See updates and rollouts.',
  'updates:read-update': 'Upload updates and start rollouts.',
  'users:create': 'Create users.',
  'users:delete': 'Deactivate users.',
  'users:read': 'See users and their rights.',
  'users:read-update': 'Change rights and reset passwords.',
} as const;

export type Scope = keyof typeof scopeCatalogue;

/** Every scope, sorted. */
export const allScopes = Object.keys(scopeCatalogue) as Scope[];
