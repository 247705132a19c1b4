/** Somebody whose rights are taken away, and who goes on asking every admin API until it refuses. */
import { setTimeout as after } from 'node:timers/promises';
import { type AdminClient, logIn, ownPage } from './admin.ts';

/** A request that was answered. Times are milliseconds of `performance.now()`. */
interface Note {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly status: number;
}

/** How they prove who they are. */
export type CredentialKind = 'token' | 'session';

/** Somebody with a role of their own, a token and a session. */
export interface Victim {
  readonly username: string;
  readonly role: string;
  readonly tokenId: string;
  /** The headers of requests with either. */
  readonly headers: Readonly<Record<CredentialKind, Readonly<Record<string, string>>>>;
}

/** Where they get what they have. */
export interface VictimSource {
  readonly adminUrl: string;
  /** May do everything. */
  readonly admin: AdminClient;
}

const password = 'four words of their own';
let lastNumber = 0;

const must = async (answer: ReturnType<AdminClient['call']>): Promise<void> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
};

/** Makes a token of whoever has the session. */
const issueToken = async (
  adminUrl: string,
  cookie: string,
): Promise<{ id: string; token: string }> => {
  const answer = await fetch(new URL('/v1/tokens', adminUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, ...ownPage(adminUrl) },
    body: JSON.stringify({ name: 'victim', scopes: ['devices:read', 'tokens:create'] }),
  });
  if (answer.status !== 201) throw new Error(`the token was answered ${answer.status}`);
  return (await answer.json()) as { id: string; token: string };
};

/** Makes somebody who sees all devices, by their own scopes or by a role. */
export const makeVictim = async (
  { adminUrl, admin }: VictimSource,
  rightsBy: 'scopes' | 'role',
): Promise<Victim> => {
  lastNumber += 1;
  const [username, role] = [`victim${lastNumber}`, `role${lastNumber}`];
  const scopes = ['tokens:create', ...(rightsBy === 'scopes' ? ['devices:read'] : [])];
  await must(admin.call('POST', '/v1/roles', { name: role, scopes: ['devices:read'] }));
  await must(admin.call('POST', '/v1/users', { username, password, scopes }));
  if (rightsBy === 'role')
    await must(admin.call('PUT', `/v1/users/${username}/roles`, { roles: [role] }));
  const cookie = await logIn(adminUrl, { username, password });
  const { id, token } = await issueToken(adminUrl, cookie);
  return {
    username,
    role,
    tokenId: id,
    headers: { session: { cookie }, token: { authorization: `Bearer ${token}` } },
  };
};

/** Somebody who asks again and again. */
export interface Asking {
  /** Resolves when so many more requests as this have been served. */
  untilServed(count: number): Promise<void>;
  /** Resolves when so many requests that were sent after this moment have been answered. */
  untilAnsweredSince(at: number, count: number): Promise<void>;
  /** Requests that were sent after the moment and served all the same. */
  servedSince(at: number): readonly Note[];
  /** How long after this moment a request was served for the last time; 0 for none. */
  lastServedMs(at: number): number;
  stop(): Promise<void>;
}

const pauseMs = 4;

/** What needs `devices:read` for every device. */
const usualPath = '/v1/gateways';

const isServed = ({ status }: Note): boolean => status === 200;

/** Begins to ask one admin API, for the gateways unless said. */
export const startAsking = (
  adminUrl: string,
  headers: Readonly<Record<string, string>>,
  path = usualPath,
): Asking => {
  const notes: Note[] = [];
  let isOver = false;
  const url = new URL(path, adminUrl);
  const asking = (async () => {
    while (!isOver) {
      const sentAt = performance.now();
      const answer = await fetch(url, { headers });
      await answer.arrayBuffer();
      notes.push({ sentAt, answeredAt: performance.now(), status: answer.status });
      await after(pauseMs);
    }
  })();
  const until = async (isEnough: () => boolean): Promise<void> => {
    while (!isEnough()) await after(pauseMs);
  };
  return {
    untilServed: async (count) => {
      const from = notes.length;
      await until(() => notes.slice(from).filter(isServed).length >= count);
    },
    untilAnsweredSince: (at, count) =>
      until(() => notes.filter(({ sentAt }) => sentAt > at).length >= count),
    servedSince: (at) => notes.filter((note) => note.sentAt > at && isServed(note)),
    lastServedMs: (at) =>
      Math.max(0, ...notes.filter(isServed).map(({ answeredAt }) => answeredAt - at)),
    stop: async () => {
      isOver = true;
      await asking;
    },
  };
};
