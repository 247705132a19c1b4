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
  plural,
} as const;
