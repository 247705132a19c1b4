/** `moorgate images …`: the container images of the factory. */
import { setTimeout as after } from 'node:timers/promises';
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Column } from '../../output/output.ts';
import { type ApiCall, apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';

type Collection = components['schemas']['ContainerCollection'];

const repositoryColumns: readonly Column<components['schemas']['ContainerRepository']>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'image', isWhole: true, of: ({ image }) => image },
];

const tagColumns: readonly Column<components['schemas']['ContainerTag']>[] = [
  { title: 'tag', of: ({ tag }) => tag },
  { title: 'digest', isWhole: true, of: ({ digest }) => digest },
  { title: 'bytes', of: ({ bytes }) => (bytes === null ? '-' : String(bytes)) },
];

const collectionColumns: readonly Column<Collection>[] = [
  { title: 'status', of: ({ status }) => status },
  { title: 'phase', of: ({ phase }) => phase ?? '-' },
  { title: 'started', of: (one) => one['started-at'] ?? 'never' },
  { title: 'finished', of: (one) => one['finished-at'] ?? '-' },
  { title: 'outcome', of: ({ outcome }) => outcome ?? '-' },
  { title: 'images', of: ({ manifests }) => String(manifests) },
  { title: 'blobs kept', of: (one) => String(one['blobs-kept']) },
  { title: 'blobs deleted', of: (one) => String(one['blobs-deleted']) },
  { title: 'error', of: ({ error }) => error ?? '' },
];

/** How often somebody who waits looks. */
const lookMs = 500;

const addReading = (images: Command, terminal: Terminal): void => {
  apiCommand<PageOptions, []>(
    withPageOptions(images.command('list').description('list the repositories of images')),
    terminal,
    async (call) => {
      const ask = (query: { limit: number; cursor?: string }) =>
        call.client.GET('/container-repositories', { params: { query } });
      await call.output.list(pagesOf({ call, ask }), repositoryColumns);
    },
  );
  apiCommand<PageOptions, [string]>(
    withPageOptions(
      images.command('tags <repository>').description('list the tags of a repository, with sizes'),
    ),
    terminal,
    async (call, repository) => {
      const ask = (query: { limit: number; cursor?: string }) =>
        call.client.GET('/container-repositories/{repository}/tags', {
          params: { path: { repository }, query },
        });
      await call.output.list(pagesOf({ call, ask }), tagColumns);
    },
  );
};

const addDelete = (images: Command, terminal: Terminal): void => {
  const remove = withConfirmation(
    images.command('delete <repository> <tag-or-digest>'),
  ).description(
    'delete an image with all of its tags; what only it named goes with the next collection',
  );
  apiCommand<{ yes: boolean }, [string, string]>(
    remove,
    terminal,
    async (call, repository, reference) => {
      await confirm(call, `Delete ${repository} ${reference} with all of its tags?`);
      await call.client.DELETE('/container-repositories/{repository}/manifests/{reference}', {
        params: { path: { repository, reference } },
      });
      call.output.done(`${repository} ${reference} is deleted.`);
    },
  );
};

const untilOver = async ({ client }: ApiCall<{ wait?: true }>): Promise<Collection> => {
  for (;;) {
    const state = await answerOf(client.GET('/container-collection'));
    if (state.status === 'idle') return state;
    await after(lookMs);
  }
};

const addCollecting = (images: Command, terminal: Terminal): void => {
  apiCommand<{ wait?: true }, []>(
    images
      .command('collect')
      .description('remove content that no image names; pushes wait meanwhile')
      .option('--wait', 'stay until it has ended'),
    terminal,
    async (call) => {
      const begun = await answerOf(call.client.POST('/container-collection'));
      const state = call.options.wait === true ? await untilOver(call) : begun;
      await call.output.one(state, collectionColumns);
      if (state.outcome === 'failed')
        throw new CommandError(exitCodes.failed, 'the collection failed');
    },
  );
  apiCommand(
    images.command('collection').description('show the collection that runs, or ran last'),
    terminal,
    async ({ client, output }) =>
      output.one(await answerOf(client.GET('/container-collection')), collectionColumns),
  );
};

/** Fills `images`. */
export const addImagesCommands = (images: Command, terminal: Terminal): void => {
  addReading(images, terminal);
  addDelete(images, terminal);
  addCollecting(images, terminal);
};
