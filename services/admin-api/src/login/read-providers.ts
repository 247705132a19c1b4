/** Reads the file of login providers into what the rest of the login works with. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type ProviderPolicy, scopeSet } from '@moorgate/auth';
import { ConfigError, isLoopback, readJsonFile } from '@moorgate/config';
import { ProviderFileSchema, type ProviderSettings } from './provider-settings.ts';

/** A provider with everything that was left out filled in. */
export interface ProviderConfig {
  readonly id: string;
  readonly kind: ProviderSettings['kind'];
  readonly title: string;
  /** For GitHub, whose issuer is not discovered: the address of the site. */
  readonly issuer: URL;
  /** Where GitHub answers who somebody is. */
  readonly apiUrl: URL;
  readonly clientId: string;
  /** Null for a public client. */
  readonly clientSecret: string | null;
  /** Null: as the provider’s metadata says. */
  readonly clientAuthentication: 'client_secret_basic' | 'client_secret_post' | null;
  readonly scopes: readonly string[];
  readonly loginClaim: string;
  readonly groupClaim: string | null;
  /** Domains or organizations, in lower case; empty: no limit. */
  readonly allowed: ReadonlySet<string>;
  readonly allowsInsecureIssuer: boolean;
  readonly policy: ProviderPolicy;
}

interface Preset {
  readonly issuer?: string;
  readonly scopes: readonly string[];
  readonly loginClaim: string;
  /** The member that says whose people may log in, where the provider serves everybody in the world. */
  readonly limit?: 'allowed-domains' | 'allowed-orgs';
}

const presets: Readonly<Record<ProviderSettings['kind'], Preset>> = {
  oidc: { scopes: ['openid', 'profile'], loginClaim: 'preferred_username' },
  google: {
    issuer: 'https://accounts.google.com',
    scopes: ['openid', 'email'],
    loginClaim: 'email',
    limit: 'allowed-domains',
  },
  github: {
    issuer: 'https://github.com',
    scopes: ['read:org'],
    loginClaim: 'login',
    limit: 'allowed-orgs',
  },
};

/** The members that only some kinds take. */
const ownMembers = {
  'api-url': ['github'],
  'login-claim': ['oidc'],
  'group-claim': ['oidc'],
  'allowed-domains': ['google'],
  'allowed-orgs': ['github'],
} as const satisfies Partial<Record<keyof ProviderSettings, readonly ProviderSettings['kind'][]>>;

/**
 * Reads and checks the file. Throws `ConfigError` with every problem at once; no secret is in it. Files of secrets are
 * looked for beside the file.
 */
export const readProviders = (path: string): readonly ProviderConfig[] => {
  const { providers } = readJsonFile(path, ProviderFileSchema);
  const problems = [
    ...listRepeated(providers.map(({ id }) => id)).map((id) => `two providers are called ${id}`),
    ...providers.flatMap((settings) =>
      listProblems(settings).map((problem) => `provider ${settings.id}: ${problem}`),
    ),
  ];
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${path}: ${problem}`));
  return providers.map((settings) => fillIn(settings, dirname(path)));
};

const listRepeated = (ids: readonly string[]): string[] => [
  ...new Set(ids.filter((id, index) => ids.indexOf(id) !== index)),
];

const listProblems = (settings: ProviderSettings): string[] => [
  ...problemsOfMembers(settings),
  ...problemsOfAddresses(settings),
  ...problemsOfSecret(settings),
  ...problemsOfPeople(settings),
];

const problemsOfMembers = (settings: ProviderSettings): string[] => [
  ...Object.entries(ownMembers)
    .filter(
      ([member, kinds]) =>
        settings[member as keyof typeof ownMembers] !== undefined &&
        !(kinds as readonly string[]).includes(settings.kind),
    )
    .map(([member]) => `${member} is not for the kind ${settings.kind}`),
  ...(settings.kind !== 'github' && settings.scopes?.includes('openid') === false
    ? ['scopes must have openid']
    : []),
];

const problemsOfAddresses = (settings: ProviderSettings): string[] => {
  const { issuer = presets[settings.kind].issuer, 'api-url': apiUrl } = settings;
  if (issuer === undefined) return ['issuer is needed'];
  const addresses = Object.entries({ issuer, 'api-url': apiUrl });
  return addresses.flatMap(([member, url]) =>
    url === undefined || isAcceptable(new URL(url), settings)
      ? []
      : [`${member} must begin with https:, or be on loopback with allow-insecure-issuer`],
  );
};

const isAcceptable = (url: URL, settings: ProviderSettings): boolean => {
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return false;
  if (url.protocol === 'https:') return true;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return (
    url.protocol === 'http:' &&
    settings['allow-insecure-issuer'] === true &&
    isLoopback({ host, port: 0 })
  );
};

const problemsOfSecret = (settings: ProviderSettings): string[] => {
  const { 'client-secret': inline, 'client-secret-file': file, kind } = settings;
  if (inline !== undefined && file !== undefined)
    return ['client-secret and client-secret-file are both set'];
  return kind !== 'oidc' && inline === undefined && file === undefined
    ? ['client-secret or client-secret-file is needed']
    : [];
};

const problemsOfPeople = (settings: ProviderSettings): string[] => {
  const people = settings['unknown-people'];
  const { limit } = presets[settings.kind];
  const isOpenToAll = limit !== undefined && (settings[limit] ?? []).length === 0;
  return [
    ...(people?.scopes ?? [])
      .filter((scope) => scopeSet([scope]).size === 0)
      .map((scope) => `unknown-people: ${JSON.stringify(scope)} is not a scope`),
    ...(people?.policy === 'create' && isOpenToAll
      ? [
          `unknown-people can be created only with ${limit}: anybody in the world has an account there`,
        ]
      : []),
  ];
};

const fillIn = (settings: ProviderSettings, folder: string): ProviderConfig => {
  const { kind } = settings;
  const preset = presets[kind];
  const {
    id,
    title = id,
    issuer = preset.issuer ?? '',
    scopes = preset.scopes,
    'api-url': apiUrl = 'https://api.github.com',
    'client-id': clientId,
    'client-authentication': clientAuthentication = null,
    'login-claim': loginClaim = preset.loginClaim,
    'group-claim': groupClaim = null,
    'allow-insecure-issuer': allowsInsecureIssuer = false,
  } = settings;
  return {
    ...{ id, kind, title, clientId, clientAuthentication, scopes, loginClaim, groupClaim },
    issuer: new URL(issuer),
    apiUrl: new URL(apiUrl),
    clientSecret: secretOf(settings, folder),
    allowed: allowedOf(settings),
    allowsInsecureIssuer,
    policy: policyOf(settings, new URL(issuer)),
  };
};

const allowedOf = (settings: ProviderSettings): ReadonlySet<string> => {
  const { limit } = presets[settings.kind];
  const names = limit === undefined ? [] : (settings[limit] ?? []);
  return new Set(names.map((name) => name.toLowerCase()));
};

const policyOf = (settings: ProviderSettings, issuer: URL): ProviderPolicy => {
  const { policy = 'refuse', roles = [], scopes = [] } = settings['unknown-people'] ?? {};
  return {
    provider: settings.id,
    issuer: issuer.href,
    rolesOfGroups: new Map(Object.entries(settings['group-roles'] ?? {})),
    newcomers: policy === 'create' ? { roles, scopes } : null,
    admitsPasswordAccounts: settings['accounts-with-password'] ?? false,
  };
};

const secretOf = (settings: ProviderSettings, folder: string): string | null => {
  const file = settings['client-secret-file'];
  if (file === undefined) return settings['client-secret'] ?? null;
  const path = resolve(folder, file);
  try {
    const secret = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    if (secret !== '') return secret;
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigError([
      `provider ${settings.id}: client-secret-file names ${path}, which cannot be read (${code})`,
    ]);
  }
  throw new ConfigError([
    `provider ${settings.id}: client-secret-file names ${path}, which is empty`,
  ]);
};
