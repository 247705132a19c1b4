/** What the console says, in English. Whole sentences, and no word of it anywhere else. */

const number = new Intl.NumberFormat('en');

/** A number as people read it. */
export const count = (value: number): string => number.format(value);

const plural = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** The words, by place. */
export const en = {
  product: 'Moorgate',
  places: {
    overview: 'Overview',
    devices: 'Devices',
    'access-problems': 'Access problems',
    settings: 'Settings',
  },
  shell: {
    skip: 'Skip to the content',
    places: 'Places',
    search: 'Search',
    searchHint: 'Search by UUID, name or page',
    keys: 'Keys',
    person: (name: string) => `Logged in as ${name}`,
    theme: 'Appearance',
    themes: { system: 'As the system has it', light: 'Light', dark: 'Dark' },
    logOut: 'Log out',
    password: 'Change the password',
    loading: 'Loading.',
    close: 'Close',
    cancel: 'Cancel',
    stale: (since: string) =>
      `The server does not answer. What is shown is from ${since}; it is asked for again by itself.`,
    staleAtOnce: 'The server does not answer. It is asked again by itself.',
  },
  sessionEnd: {
    title: 'The session has ended',
    body: 'It was ended by you or by an administrator, or its time is over. What is shown stays until you log in again.',
    logIn: 'Log in again',
  },
  broken: {
    title: 'This page has failed',
    body: 'The rest of the console still works. The server has kept everything that it confirmed.',
    again: 'Try again',
    missing: 'There is no such page',
    missingBody: 'The address is wrong, or what it was for is no more.',
    toOverview: 'Go to the overview',
    code: (code: string) => `What ${code} means`,
    unreachable: 'The server cannot be reached.',
  },
  keys: {
    title: 'Keys',
    key: 'Key',
    does: 'What it does',
    list: [
      ['/', 'Search'],
      ['Ctrl K', 'Search, from a field too'],
      ['g o', 'Overview'],
      ['g d', 'Devices'],
      ['g a', 'Access problems'],
      ['g s', 'Settings'],
      ['j, k', 'Next and previous row of a list'],
      ['Enter', 'Open the row'],
      ['?', 'This list'],
    ],
  },
  search: {
    title: 'Search',
    field: 'UUID, name or page',
    nothing: 'Nothing begins so. Capital letters differ from small ones in names.',
    device: 'Device',
    page: 'Page',
  },
  time: {
    never: 'never',
    now: 'just now',
  },
  states: {
    online: 'Online',
    late: 'Late',
    offline: 'Offline',
    'never-seen': 'Never seen',
    denied: 'Denied',
    refused: 'Refused',
    pending: 'Pending',
    current: 'Current',
    lapsed: 'Behind',
    lost: 'Lost',
    valid: 'Valid',
    ending: 'Ends soon',
    expired: 'Expired',
    active: 'Active',
    revoked: 'Revoked',
    disabled: 'Disabled',
  },
  devices: {
    unnamed: 'Without a name',
    filter: 'Name, UUID or label=value',
    state: 'State',
    anyState: 'Any',
    columnChoice: 'Columns',
    columns: {
      name: 'Name',
      state: 'State',
      'last-seen': 'Last seen',
      group: 'Group',
      tag: 'Tag',
      target: 'Target',
      'created-at': 'Created',
    },
    none: 'There is no device yet',
    noneRemedy:
      'A device is here as soon as it has connected for the first time, or was created. This makes one:',
    noneCommand: 'moorgate device create --out device',
    noneFits: 'No device fits',
    noneFitsRemedy:
      'Names are found by how they begin, and capital letters differ from small ones. Denied devices are under access problems.',
  },
  overview: {
    devices: 'Devices by state',
    gateways: 'Gateways',
    certificates: 'Certificates that end first',
    gateway: 'Gateway',
    state: 'State',
    behind: 'Changes behind',
    connections: 'Connections',
    workers: 'Processes',
    subject: 'Subject',
    kind: 'For',
    ends: 'Ends',
    kinds: {
      server: 'A server',
      root: 'The root',
      ca: 'A CA in between',
      'device-ca': 'Signing devices',
    },
    noGateways: 'No gateway follows this installation',
    noGatewaysRemedy:
      'Devices connect to a gateway. Start one with its own database role; “moorgate up” starts one by itself.',
    noDevices: 'There is no device yet. “moorgate device create” makes the first one.',
    onlineOf: (online: number, total: number) =>
      `${count(online)} of ${plural(total, 'device is', 'devices are')} online.`,
    refusedNow: (value: number) =>
      `${plural(value, 'device is', 'devices are')} refused for showing another key.`,
    gatewaysLag: (value: number) =>
      `${plural(value, 'gateway does', 'gateways do')} not follow the latest changes.`,
    certificatesEnd: (value: number) =>
      `${plural(value, 'certificate ends', 'certificates end')} soon.`,
  },
} as const;
