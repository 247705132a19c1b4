/** `moorgate docker-hosts proxy`, as somebody starts it on a host of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { commandLine, environment } from '../product.ts';

/** A running proxy. */
export interface DockerProxyProcess {
  /** What it told to set, `DOCKER_HOST`. */
  readonly env: { readonly DOCKER_HOST: string };
  /** Presses Ctrl-C and waits for its end; its exit code. */
  stop(): Promise<number | null>;
}

/** Starts one for this host, and waits until it says how it is used. */
export const startDockerProxy = async (
  host: string,
  { url, token, socket }: { readonly url: string; readonly token: string; readonly socket: string },
): Promise<DockerProxyProcess> => {
  const child = spawn(commandLine, ['docker-hosts', 'proxy', host, '--socket', socket], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment({ MOORGATE_URL: url, MOORGATE_TOKEN: token }),
  });
  const log: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (part: string) => log.push(part));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then((code) => {
      throw new Error(`the proxy ended with ${code}:\n${log.join('')}`);
    }),
  ])) as [string];
  const [, DOCKER_HOST = ''] = /^export DOCKER_HOST=(\S+)$/.exec(line) ?? [];
  return {
    env: { DOCKER_HOST },
    stop: async () => {
      child.kill('SIGINT');
      return await ended;
    },
  };
};
