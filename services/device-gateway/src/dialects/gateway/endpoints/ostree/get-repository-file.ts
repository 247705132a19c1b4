/** GET /ostree/{path}: a file of the ostree repository of the assigned update. */
import { defineGatewayEndpoint } from '../../context.ts';
import {
  answerRepositoryFile,
  repositoryFileHeaders,
  repositoryFileParts,
} from '../../repository-files.ts';

export const getRepositoryFile = defineGatewayEndpoint({
  ...repositoryFileParts,
  operationId: 'getRepositoryFile',
  method: 'GET',
  summary: 'Read a file of the repository of the assigned update',
  description:
    'The path is compared with those of the update, to the byte. One range can be asked for, with `If-Range`; several are answered with all of the file. `If-None-Match` and `If-Modified-Since` are understood.',
  responses: {
    200: {
      description: 'All of the file.',
      streams: 'application/octet-stream',
      headers: repositoryFileHeaders,
    },
    206: {
      description: 'A part of it.',
      streams: 'application/octet-stream',
      headers: { ...repositoryFileHeaders, 'Content-Range': 'Which part of how many bytes.' },
    },
    304: { description: 'It is what the client has.' },
  },
  faults: ['update_file_not_found', 'range_not_satisfiable', 'too_many_downloads'],
  handle: (ctx, { params: { path } }) => answerRepositoryFile(ctx, 'GET', path),
});
