/** A real admin API over a database of its own, and a command line in front of it, in this process. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminApiConfig, adminApiConfigDefinition, startAdminApi } from '@moorgate/admin-api';
import {
  allScopes,
  type Context,
  createUser,
  issueTokenFor,
  listScopes,
  loadSealingKeys,
  loadTokenKeys,
  type Scope,
  scopeSet,
} from '@moorgate/auth';
import { readConfig } from '@moorgate/config';
import {
  type Db,
  insertDevice,
  insertDeviceCheckIn,
  insertDeviceKey,
  inTransaction,
  openDatabase,
} from '@moorgate/db';
import { ensureTufKeys } from '@moorgate/delivery';
import { createKeyPair, createTestDatabase } from '@moorgate/testing';
import { runCommandLine } from '../command-line.ts';
import { operatorContext } from '../store.ts';
import type { Terminal } from '../terminal.ts';

/** What a command did. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command finds around it, beside the environment that all commands of a test have. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** What a person answers, in the order of the questions. */
  readonly answers?: readonly string[];
  /** The width of the terminal; none unless said. */
  readonly columns?: number;
  /** Called with what stands on standard output whenever something is added; true presses Ctrl-C. */
  isEnough?(stdout: string): boolean;
  /** Presses Ctrl-C when it comes. */
  readonly ending?: AbortSignal;
}

/** Runs a command in this process, with the environment of a test. */
export const runIn = async (
  environment: Readonly<Record<string, string>>,
  words: readonly string[],
  {
    env = {},
    input = '',
    answers = [],
    columns,
    isEnough = () => false,
    ending,
  }: Surroundings = {},
): Promise<CommandResult> => {
  const written = { stdout: '', stderr: '' };
  const left = [...answers];
  const interruption = new AbortController();
  ending?.addEventListener('abort', () => interruption.abort(), { once: true });
  const answer = (prompt: string): Promise<string> => {
    written.stderr += prompt;
    const next = left.shift();
    return next === undefined ? Promise.reject(new Error('no terminal')) : Promise.resolve(next);
  };
  const terminal: Terminal = {
    environment: { ...environment, ...env },
    columns: columns ?? null,
    hostname: 'bench',
    write: (text) => {
      written.stdout += text;
      if (isEnough(written.stdout)) interruption.abort();
    },
    note: (text) => void (written.stderr += text),
    readInput: () => Promise.resolve(input),
    ask: answer,
    askSecret: answer,
    interruption: () => interruption.signal,
  };
  const code = await runCommandLine(words, terminal);
  return { code, ...written };
};

/** A running admin API, and commands that ask it. */
export interface ApiGround {
  readonly url: string;
  readonly db: Db;
  /** The context of the operator on the host. */
  readonly operator: Context;
  /** A folder for files of the test, which is HOME too. */
  readonly folder: string;
  /** The environment of every command. */
  readonly environment: Readonly<Record<string, string>>;
  /** Makes a user with these scopes, every one unless said, and a token with all of them. */
  addUser(scopes?: readonly Scope[]): Promise<{ username: string; token: string }>;
  /** Puts a device into the store; answers its UUID. */
  addDevice(labels?: Readonly<Record<string, string>>): Promise<string>;
  /** Runs a command with the token of a user who may do everything, unless the surroundings say otherwise. */
  run(words: readonly string[], surroundings?: Surroundings): Promise<CommandResult>;
  close(): Promise<void>;
}

/** The password of every user that `addUser` makes. */
export const testPassword = 'correct horse battery';

let lastNumber = 0;

/** Starts it. Call `close` in the end. */
export const startApiGround = async (): Promise<ApiGround> => {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-cli-api-'));
  const config = readConfig(adminApiConfigDefinition, {
    DATABASE_URL: database.urlFor('moorgate_admin'),
    MOORGATE_ADMIN_ADDR: '127.0.0.1:0',
    MOORGATE_KEYS_DIR: folder,
    MOORGATE_BLOBS_DIR: join(folder, 'blobs'),
    MOORGATE_FACTORY: 'acme',
    MOORGATE_LOG_LEVEL: 'silent',
  }) as AdminApiConfig;
  const api = await startAdminApi(config);
  const db = openDatabase({ url: database.url, applicationName: 'test' });
  const operator = operatorContext(db);
  const keys = await loadTokenKeys(folder);
  const sealingKeys = await loadSealingKeys(folder);
  await ensureTufKeys(operator, { factory: 'acme', sealingKeys });
  const addUser: ApiGround['addUser'] = async (scopes = listScopes(scopeSet(allScopes))) => {
    lastNumber += 1;
    const username = `user${lastNumber}`;
    await createUser(operator, { username, password: testPassword, scopes });
    const request = { username, name: 'test', scopes };
    return { username, token: (await issueTokenFor(operator, keys, request)).token };
  };
  const environment = { HOME: folder, TERM: 'xterm' };
  const { token } = await addUser();
  return {
    url: api.url,
    db,
    operator,
    folder,
    environment,
    addUser,
    addDevice: (labels = {}) => putDevice(db, labels),
    run: (words, surroundings = {}) => {
      const env = { MOORGATE_URL: api.url, MOORGATE_TOKEN: token, ...surroundings.env };
      return runIn(environment, words, { ...surroundings, env });
    },
    close: async () => {
      await api.close();
      await db.destroy();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
};

const putDevice = (db: Db, labels: Readonly<Record<string, string>>): Promise<string> =>
  inTransaction(db, async (trx) => {
    const uuid = randomUUID();
    const created_at = new Date('2026-02-01T00:00:00Z');
    const row = { uuid, factory: 'acme', device_ca_id: null, is_production: false, created_at };
    await insertDevice(trx, row);
    await trx.updateTable('devices').set({ labels }).where('uuid', '=', uuid).execute();
    await insertDeviceCheckIn(trx, uuid);
    const spki = createKeyPair().publicKey.export({ type: 'spki', format: 'der' });
    const spki_sha256 = createHash('sha256').update(spki).digest();
    const key = { spki, spki_sha256, state: 'live', created_at, last_presented_at: null } as const;
    await insertDeviceKey(trx, { device_uuid: uuid, ...key });
    return uuid;
  });
