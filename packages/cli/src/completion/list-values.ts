/** Values that only the contexts or the server know, by the name that an argument or an option gives them. */
import type { ApiClient } from '@moorgate/client';
import { readClientEnvironment } from '../client-environment.ts';
import { chooseConnection } from '../contexts/choose-connection.ts';
import { readContexts } from '../contexts/context-file.ts';
import { openClient } from '../remote/open-client.ts';
import type { Terminal } from '../terminal.ts';
import type { Candidate } from './candidate.ts';

/** Where the values are looked up, and the line that they are for. */
export interface ValueRequest {
  readonly terminal: Terminal;
  readonly words: readonly string[];
}

/** A person waits with a finger on the key. */
const patienceSeconds = 1.5;
const limit = 1_000;

/** `word` is what stands there already. */
type FromServer = (client: ApiClient, word: string) => Promise<readonly Candidate[]>;

const contexts = ({ terminal }: ValueRequest): Candidate[] => {
  const { contextFile } = readClientEnvironment(terminal);
  return Object.entries(readContexts(contextFile).contexts).map(([value, { url }]) => ({
    value,
    description: url,
  }));
};

/** Those that begin so; before a word is begun, those that were seen last. */
const devices: FromServer = async (client, word) => {
  const query = { limit, 'order-by': 'last-seen-desc' } as const;
  const begun = word === '' ? {} : { 'uuid-prefix': word };
  const { data = [] } = await client.GET('/devices', { params: { query: { ...query, ...begun } } });
  return data.map(({ uuid, labels }) => ({ value: uuid, description: labels['name'] ?? '' }));
};

const deniedDevices: FromServer = async (client) => {
  const params = { query: { limit, details: false } };
  const { data = [] } = await client.GET('/denied-devices', { params });
  return data.map((entry) => ({ value: typeof entry === 'string' ? entry : entry.uuid }));
};

const pendingDevices: FromServer = async (client) => {
  const { data = [] } = await client.GET('/pending-enrolments', { params: { query: { limit } } });
  return data.map(({ uuid, factory }) => ({ value: uuid, description: factory }));
};

const users: FromServer = async (client) => {
  const { data = [] } = await client.GET('/users', { params: { query: { limit } } });
  return data.map(({ username }) => ({ value: username }));
};

const tokens: FromServer = async (client) => {
  const { data = [] } = await client.GET('/tokens', { params: { query: { limit } } });
  return data.map(({ id, name }) => ({ value: id, description: name }));
};

const roles: FromServer = async (client) => {
  const { data = [] } = await client.GET('/roles', { params: { query: { limit } } });
  return data.map(({ name, description }) => ({ value: name, description }));
};

const accounts: FromServer = async (client) => {
  const { data = [] } = await client.GET('/service-accounts', { params: { query: { limit } } });
  return data.map(({ name, owner }) => ({ value: name, description: owner }));
};

/** Nobody grants more than they have. */
const scopes: FromServer = async (client) => {
  const { data } = await client.GET('/self');
  return (data?.scopes ?? []).map((value) => ({ value }));
};

const deviceCas: FromServer = async (client) => {
  const { data = [] } = await client.GET('/device-cas');
  return data.map(({ id, subject }) => ({ value: id, description: subject }));
};

const groups: FromServer = async (client) => {
  const { data = [] } = await client.GET('/known-labels/device-groups');
  return data.map((value) => ({ value }));
};

const fromServer = new Map<string, FromServer>([
  ['uuid', devices],
  ['denied-uuid', deniedDevices],
  ['pending-uuid', pendingDevices],
  ['username', users],
  ['token-id', tokens],
  ['scope', scopes],
  ['group', groups],
  ['role', roles],
  ['account', accounts],
  ['device-ca', deviceCas],
]);

/** The value of `--context` on the line. */
const namedContext = (words: readonly string[]): string | undefined => {
  const at = words.indexOf('--context');
  const joined = words.find((word) => word.startsWith('--context='));
  return at < 0 ? joined?.slice('--context='.length) : words[at + 1];
};

/** The values of that name; none where nobody knows any, or nobody says it in time. Never throws. */
export const listValues = async (
  name: string,
  request: ValueRequest,
): Promise<readonly Candidate[]> => {
  try {
    if (name === 'context') return contexts(request);
    const ask = fromServer.get(name);
    if (ask === undefined) return [];
    const connection = chooseConnection(request.terminal, namedContext(request.words));
    const patience = { timeoutSeconds: patienceSeconds, tries: 1 };
    const client = openClient(request.terminal, { ...connection, ...patience });
    return await ask(client, request.words.at(-1) ?? '');
  } catch {
    return [];
  }
};
