/** A further admin API, as it would run on another host: the same database and factory, and a copy of the same keys. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { adminDatabaseUrl } from './database.ts';
import { type Product, productFactory } from './product.ts';

/** An admin API that serves. */
export interface AdminProcess {
  readonly url: string;
  /** Its private port. */
  readonly metricsUrl: string;
  /** Everything that it logged, line by line. */
  log(): string;
  stop(): Promise<number | null>;
}

const entry = resolve(import.meta.dirname, '../../../../services/admin-api/dist/bundle/main.js');

/** Starts it beside that of a product, on a free port, and waits until it serves. */
export const startAdminProcess = async (product: Product): Promise<AdminProcess> => {
  const child = fork(entry, {
    execArgv: [],
    env: {
      ...product.env,
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: await adminDatabaseUrl(product),
      MOORGATE_ADMIN_ADDR: '127.0.0.1:0',
      MOORGATE_ADMIN_METRICS_ADDR: '127.0.0.1:0',
      MOORGATE_FACTORY: productFactory,
      MOORGATE_KEYS_DIR: join(product.ready.dataDir, 'keys'),
      MOORGATE_GATEWAY_KEYS_DIR: join(product.ready.dataDir, 'keys', 'gateway'),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream!.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const [{ url, metricsUrl }] = await Promise.race([
    once(child, 'message') as Promise<[{ url: string; metricsUrl: string }]>,
    ended.then((code) => {
      throw new Error(`the admin API ended with ${String(code)}:\n${log.join('')}`);
    }),
  ]);
  return {
    url,
    metricsUrl,
    log: () => log.join(''),
    stop: async () => {
      child.kill('SIGTERM');
      return await ended;
    },
  };
};
