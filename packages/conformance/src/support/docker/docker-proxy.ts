/** `moorgate docker-hosts proxy`, as somebody starts it on a host of their own. */
import { startCommand } from '../product.ts';

/** A running proxy. */
export interface DockerProxyProcess {
  /** What it told to set, `DOCKER_HOST`. */
  readonly env: { readonly DOCKER_HOST: string };
  /** Presses Ctrl-C and waits for its end; its exit code. */
  stop(): Promise<number | null>;
}

/** Starts one for this host with an environment that says which server, and as whom; waits until it says how it is used. */
export const startDockerProxy = async (
  host: string,
  { socket, env }: { readonly socket: string; readonly env: Readonly<Record<string, string>> },
): Promise<DockerProxyProcess> => {
  const proxy = await startCommand(['docker-hosts', 'proxy', host, '--socket', socket], env);
  const [, DOCKER_HOST = ''] = /^export DOCKER_HOST=(\S+)$/.exec(proxy.line) ?? [];
  return { env: { DOCKER_HOST }, stop: () => proxy.stop('SIGINT') };
};
