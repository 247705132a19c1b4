/** HEAD /ostree/{path}: how long a file of the repository is, and which version. */
import { defineGatewayEndpoint } from '../../context.ts';
import {
  answerRepositoryFile,
  repositoryFileHeaders,
  repositoryFileParts,
} from '../../repository-files.ts';

export const headRepositoryFile = defineGatewayEndpoint({
  ...repositoryFileParts,
  operationId: 'headRepositoryFile',
  method: 'HEAD',
  summary: 'Read the length and the version of a file of the repository',
  responses: {
    200: {
      description: 'The file is there.',
      streams: 'application/octet-stream',
      headers: { ...repositoryFileHeaders, 'Content-Length': 'The size of the file.' },
    },
    304: { description: 'It is what the client has.' },
  },
  faults: ['update_file_not_found'],
  handle: (ctx, { params: { path } }) => answerRepositoryFile(ctx, 'HEAD', path),
});
