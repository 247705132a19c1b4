/** HAProxy with the configuration that the project ships. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { resolve } from 'node:path';
import type { DebianPackage } from '@moorgate/testing';

const configuration = resolve(import.meta.dirname, '../../../../infra/load-balancer/haproxy.cfg');

/** A load balancer. */
export interface LoadBalancer {
  /** Where devices connect. */
  readonly devicesUrl: string;
  /** Where operators connect. */
  readonly adminUrl: string;
  log(): string;
  stop(): Promise<void>;
}

/** A socket that listens, for a child to take over: a port is never free between its choice and its use. */
const listening = async (): Promise<{ server: Server; port: number; fd: number }> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { _handle: handle } = server as unknown as { _handle: { fd: number } };
  return { server, port: (server.address() as AddressInfo).port, fd: handle.fd };
};

/** Starts it over what the variables name; it answers when both backends have been found to be up. */
export const startHaproxy = async (
  haproxy: DebianPackage & { readonly isThere: true },
  variables: Readonly<Record<string, string>>,
): Promise<LoadBalancer> => {
  const devices = await listening();
  const admin = await listening();
  const child = spawn(haproxy.program, ['-db', '-f', configuration], {
    stdio: ['ignore', 'pipe', 'pipe', devices.fd, admin.fd],
    env: {
      ...haproxy.env,
      ...variables,
      MOORGATE_LB_DEVICES: 'fd@3',
      MOORGATE_LB_ADMIN: 'fd@4',
    },
  });
  devices.server.close();
  admin.server.close();
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream!.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const ended = once(child, 'exit');
  return {
    devicesUrl: `https://127.0.0.1:${String(devices.port)}`,
    adminUrl: `http://127.0.0.1:${String(admin.port)}`,
    log: () => log.join(''),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};
