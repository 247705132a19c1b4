/** `moorgate users scopes` and `users roles`: what people may do. */
import type { Command } from 'commander';
import { apiCommand } from '../../remote/api-command.ts';
import type { Terminal } from '../../terminal.ts';

/** Adds both. */
export const addUserRights = (users: Command, terminal: Terminal): void => {
  const scopes = users.command('scopes').description('rights that a user has directly');
  apiCommand(
    scopes
      .command('set <username> [scope...]')
      .description('replace them; without a scope the user has none'),
    terminal,
    async ({ client, output }, username: string, wanted: string[]) => {
      const request = { params: { path: { username } }, body: { scopes: wanted } };
      await client.PUT('/users/{username}/scopes', request);
      output.done(`${username} has ${wanted.length === 0 ? 'no scopes' : wanted.join(' ')}.`);
    },
  );
  const roles = users.command('roles').description('roles of a user');
  apiCommand(
    roles
      .command('set <username> [role...]')
      .description('replace them; without a role the user has none'),
    terminal,
    async ({ client, output }, username: string, wanted: string[]) => {
      const request = { params: { path: { username } }, body: { roles: wanted } };
      await client.PUT('/users/{username}/roles', request);
      output.done(`${username} has ${wanted.length === 0 ? 'no roles' : wanted.join(' ')}.`);
    },
  );
};
