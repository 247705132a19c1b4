/** Endpoints about Git repositories. */
import type { AnyEndpoint } from '@moorgate/http';
import { changeSourceRepositoryEndpoint } from './change-source-repository.ts';
import { createSourceRepositoryEndpoint } from './create-source-repository.ts';
import { deleteSourceRepositoryEndpoint } from './delete-source-repository.ts';
import { getSourceRepositoryEndpoint } from './get-source-repository.ts';
import { listSourceRepositoriesEndpoint } from './list-source-repositories.ts';

export const sourceRepositoryEndpoints: readonly AnyEndpoint[] = [
  listSourceRepositoriesEndpoint,
  createSourceRepositoryEndpoint,
  getSourceRepositoryEndpoint,
  changeSourceRepositoryEndpoint,
  deleteSourceRepositoryEndpoint,
];
