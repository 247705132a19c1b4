/** `moorgate docker-hosts proxy`: the engine of a host, for the Docker clients of this one. */
import { answerOf } from '@moorgate/client';
import { type Command, Option } from 'commander';
import { openDockerProxy } from '../../docker-proxy/open-docker-proxy.ts';
import { placeSocket } from '../../docker-proxy/socket-place.ts';
import { apiCommand } from '../../remote/api-command.ts';
import type { Terminal } from '../../terminal.ts';

interface ProxyOptions {
  readonly socket?: string;
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Adds it. */
export const addProxyCommand = (hosts: Command, terminal: Terminal): void => {
  const proxy = hosts
    .command('proxy <host>')
    .description(
      'open a socket for the Docker clients of this host, behind which is the engine of that one; Ctrl-C ends it',
    )
    .addOption(
      new Option('--socket <path>', 'where, in a folder that nobody else may enter').default(
        undefined,
        'one of its own in XDG_RUNTIME_DIR',
      ),
    );
  apiCommand<ProxyOptions, [string]>(proxy, terminal, async (call, id) => {
    const params = { path: { id } };
    const host = await answerOf(call.client.GET('/docker-hosts/{id}', { params }));
    const interruption = terminal.interruption();
    const socketPath = await placeSocket(terminal, {
      asked: call.options.socket,
      hostId: host.id,
    });
    const { connection } = call;
    const { environment } = terminal;
    const open = await openDockerProxy({ environment, connection, hostId: host.id, socketPath });
    terminal.write(`export DOCKER_HOST=unix://${socketPath}\n`);
    terminal.note(`moorgate: ${host.address} is behind that socket; Ctrl-C ends it\n`);
    await ended(interruption);
    await open.close();
  });
};
