/** The endpoints about people. */
import type { AnyEndpoint } from '@moorgate/http';
import { getFactoryTeamEndpoint } from './get-factory-team.ts';
import { getFactoryUserEndpoint } from './get-factory-user.ts';
import { listFactoryTeamsEndpoint } from './list-factory-teams.ts';
import { listFactoryUsersEndpoint } from './list-factory-users.ts';

/** Users and teams. */
export const peopleEndpoints: readonly AnyEndpoint[] = [
  listFactoryUsersEndpoint,
  getFactoryUserEndpoint,
  listFactoryTeamsEndpoint,
  getFactoryTeamEndpoint,
];
