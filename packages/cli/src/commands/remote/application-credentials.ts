/** `moorgate application-credentials …`: clients of OAuth 2, through the API. */
import { answerOf, type components } from '@moorgate/client';
import { type Command, Option } from 'commander';
import type { Column } from '../../output/output.ts';
import { type ApiCall, apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import { withClientSecret } from '../../remote/with-secret.ts';
import type { Terminal } from '../../terminal.ts';
import { duration, durationSeconds, repeated, requestRate } from '../option-values.ts';

type Credential = components['schemas']['ApplicationCredential'];

const limit = (values: readonly string[] | null): string => values?.join(' ') ?? 'no limit';

const summaryColumns: readonly Column<Credential>[] = [
  { title: 'client id', isWhole: true, of: ({ id }) => id },
  { title: 'name', of: ({ name }) => name },
  { title: 'owner', of: ({ owner }) => owner },
  { title: 'state', of: ({ state }) => state },
  { title: 'ends', of: (credential, showDate) => showDate(credential['expires-at']) },
  { title: 'last used', of: (credential, showDate) => showDate(credential['last-used-at'] ?? 0) },
  { title: 'scopes', of: ({ scopes }) => scopes.join(' ') },
];

const columns: readonly Column<Credential>[] = [
  ...summaryColumns,
  { title: 'note', of: ({ note }) => note ?? '' },
  { title: 'groups', of: ({ groups }) => limit(groups) },
  { title: 'networks', of: ({ cidrs }) => limit(cidrs) },
  { title: 'public', of: (credential) => (credential.public ? 'yes' : 'no') },
  { title: 'redirects to', of: (credential) => credential['redirect-uris'].join(' ') },
  { title: 'certificate', of: (credential) => credential['certificate-thumbprint'] ?? '' },
  { title: 'bound', of: (credential) => (credential['requires-binding'] ? 'always' : 'if asked') },
  { title: 'created', of: (credential, showDate) => showDate(credential['created-at']) },
  { title: 'created by', of: (credential) => credential['created-by'] },
  { title: 'revoked', of: (credential, showDate) => showDate(credential['revoked-at']) },
];

interface ListOptions extends PageOptions {
  readonly user?: string;
  readonly allOwners?: true;
}

/** Fills `application-credentials`. */
export const addApplicationCredentialsCommands = (
  credentials: Command,
  terminal: Terminal,
): void => {
  addList(credentials, terminal);
  apiCommand(
    credentials.command('get <client-id>').description('show one, without its secret'),
    terminal,
    async ({ client, output }, id: string) => {
      const params = { path: { id } };
      const found = await answerOf(client.GET('/application-credentials/{id}', { params }));
      await output.one(found, columns);
    },
  );
  addCreate(credentials, terminal);
  addRotate(credentials, terminal);
  addChange(credentials, terminal);
  const revoke = withConfirmation(credentials.command('revoke <client-id>')).description(
    'end an application credential, and everything that was issued to its client',
  );
  apiCommand<{ yes: boolean }, [string]>(revoke, terminal, async (call, id) => {
    await confirm(call, `End ${id} and all tokens that were issued to it?`);
    await call.client.DELETE('/application-credentials/{id}', { params: { path: { id } } });
    call.output.done(`${id} is revoked.`);
  });
};

const addList = (credentials: Command, terminal: Terminal): void => {
  const list = withPageOptions(credentials.command('list'))
    .description('list your own application credentials, or those of others')
    .option('--user <username>', 'whose: a user or a service account')
    .addOption(new Option('--all-owners', 'those of everybody').conflicts('user'));
  apiCommand<ListOptions, []>(list, terminal, async (call) => {
    const { client, options, output } = call;
    const { user, allOwners } = options;
    const wanted = {
      ...(user === undefined ? {} : { user }),
      ...(allOwners === undefined ? {} : { 'all-owners': allOwners }),
    };
    const pages = pagesOf({
      call,
      ask: (page) =>
        client.GET('/application-credentials', { params: { query: { ...wanted, ...page } } }),
    });
    await output.list(pages, summaryColumns);
  });
};

interface CreateOptions {
  readonly name: string;
  readonly scope: readonly string[];
  readonly note?: string;
  readonly group?: string[];
  readonly cidr?: string[];
  readonly rateLimit?: number;
  readonly expires?: number;
  readonly public?: true;
  readonly redirectUri?: string[];
  readonly certificateThumbprint?: string;
  readonly requireBinding?: true;
}

/** The request that the options stand for; `now` is in Unix seconds. */
const requestOf = (
  options: CreateOptions,
  now: number,
): components['schemas']['ApplicationCredentialRequest'] => {
  const { name, scope, note, group, cidr, rateLimit, expires } = options;
  const fields = {
    name,
    scopes: [...scope],
    note,
    groups: group,
    cidrs: cidr,
    'rate-limit': rateLimit === undefined ? undefined : { 'per-second': rateLimit },
    'expires-at': expires === undefined ? undefined : now + expires,
    public: options.public,
    'redirect-uris': options.redirectUri,
    'certificate-thumbprint': options.certificateThumbprint,
    'requires-binding': options.requireBinding,
  };
  // Fields that were not said are left out: JSON has no undefined.
  return JSON.parse(
    JSON.stringify(fields),
  ) as components['schemas']['ApplicationCredentialRequest'];
};

const addCreate = (credentials: Command, terminal: Terminal): void => {
  const create = credentials
    .command('create')
    .description(
      'create an application credential and print its client id and its secret, each on a line; the secret is shown this once',
    )
    .requiredOption('--name <name>', 'what the list calls it')
    .requiredOption('--scope <scope>', 'what its tokens may do; may be repeated', repeated)
    .option('--expires <duration>', 'when it ends, as in 30d; a year if not said', durationSeconds)
    .option('--note <text>', 'whatever is worth remembering')
    .option('--group <group>', 'only for devices of the group; may be repeated', repeated)
    .option('--cidr <network>', 'only from there, as in 10.0.0.0/8; may be repeated', repeated)
    .option('--rate-limit <requests>', 'for how many requests in a second, as in 5', requestRate)
    .option('--public', 'for an app on somebody’s own machine, which cannot keep a secret')
    .option('--redirect-uri <url>', 'where codes may be sent to; may be repeated', repeated)
    .option('--certificate-thumbprint <sha256>', 'of a certificate in place of the secret')
    .option('--require-binding', 'issue nothing that is not bound to a key of the client');
  apiCommand<CreateOptions, []>(create, terminal, async (call) => {
    const body = requestOf(call.options, Math.floor(Date.now() / 1_000));
    const made = await answerOf(call.client.POST('/application-credentials', { body }));
    await printCredential(call, withClientSecret(made));
  });
};

/** Prints what a client logs in with, in the order in which existing clients ask for it. */
const printCredential = (
  { options, output, terminal }: ApiCall<unknown>,
  made: { readonly id: string; readonly 'client-secret': string | null },
): Promise<void> => {
  if (options.output !== 'table') return output.one(made, []);
  const secret = made['client-secret'];
  terminal.write(secret === null ? `${made.id}\n` : `${made.id}\n${secret}\n`);
  return Promise.resolve();
};

const addRotate = (credentials: Command, terminal: Terminal): void => {
  const rotate = credentials
    .command('rotate <client-id>')
    .description('give it a new secret and print both; what was issued to the client stays')
    .option('--overlap <duration>', 'how long the old secret stays valid', duration, '24h');
  apiCommand<{ overlap: string }, [string]>(rotate, terminal, async (call, id) => {
    const { client, options } = call;
    const request = { params: { path: { id } }, body: { overlap: options.overlap } };
    const made = await answerOf(client.POST('/application-credentials/{id}/rotate', request));
    await printCredential(call, withClientSecret(made));
  });
};

interface ChangeOptions {
  readonly scope?: string[];
  readonly redirectUri?: string[];
  readonly disable?: true;
  readonly enable?: true;
}

const addChange = (credentials: Command, terminal: Terminal): void => {
  const change = credentials
    .command('change <client-id>')
    .description('narrow it, disable or enable it, or say where codes may be sent to')
    .option('--scope <scope>', 'what it may do from now on; may be repeated', repeated)
    .option('--redirect-uri <url>', 'where codes may be sent to; may be repeated', repeated)
    .option('--disable', 'refuse it, and what was issued to it, until it is enabled')
    .addOption(new Option('--enable', 'accept it again').conflicts('disable'));
  apiCommand<ChangeOptions, [string]>(change, terminal, async (call, id) => {
    const { client, options, output } = call;
    const { scope, redirectUri, disable, enable } = options;
    const body = {
      ...(scope === undefined ? {} : { scopes: scope }),
      ...(redirectUri === undefined ? {} : { 'redirect-uris': redirectUri }),
      ...(disable === true ? { disabled: true } : {}),
      ...(enable === true ? { disabled: false } : {}),
    };
    const params = { path: { id } };
    const answer = client.PATCH('/application-credentials/{id}', { params, body });
    await output.one(await answerOf(answer), columns);
  });
};
