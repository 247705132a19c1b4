/** Applications: what there is, and what can be begun. */
import { answerOf, type components } from '@moorgate/client';
import {
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { api } from '../../api/api.ts';
import { type Pages, usePages } from '../../parts/pages.ts';

/** An application. */
export type Application = components['schemas']['Application'];
/** Something that was deployed. */
export type Deployment = components['schemas']['Deployment'];
/** Something that was done to one. */
export type Operation = components['schemas']['Operation'];
/** An application that shall be. */
export type NewApplication = components['schemas']['NewApplication'];
/** What shall be another way. */
export type ApplicationChange = components['schemas']['ApplicationChange'];
/** What it shall go back to. */
export type Reversion = components['schemas']['Reversion'];

const inPath = (application: string) => ({ path: { application } });

/** Where an application is. */
export const applicationPath = (name: string): string =>
  `/applications/${encodeURIComponent(name)}`;

/** Those that one may see. */
export const useApplications = (): Pages<Application> =>
  usePages(['applications'], ({ query, signal }) =>
    api.GET('/applications', { params: { query }, signal }),
  );

/** One of them. */
export const useApplication = (name: string): UseQueryResult<Application> =>
  useQuery({
    queryKey: ['application', name],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/applications/{application}', { params: inPath(name), signal })),
  });

/** What was deployed, newest first. */
export const useDeployments = (name: string): Pages<Deployment> =>
  usePages(['application', name, 'deployments'], ({ query, signal }) =>
    api.GET('/applications/{application}/deployments', {
      params: { ...inPath(name), query },
      signal,
    }),
  );

/** What was done, newest first. */
export const useOperations = (name: string): Pages<Operation> =>
  usePages(['application', name, 'operations'], ({ query, signal }) =>
    api.GET('/applications/{application}/operations', {
      params: { ...inPath(name), query },
      signal,
    }),
  );

/** Begins something, and goes to where it can be watched. */
export const useBeginning = <Input>(
  begin: (input: Input) => Promise<Operation>,
): UseMutationResult<Operation, Error, Input> => {
  const client = useQueryClient();
  const [, go] = useLocation();
  return useMutation({
    mutationFn: begin,
    onSuccess: (operation) => {
      client.setQueryData(['operation', operation.id], operation);
      for (const key of ['applications', 'application'])
        void client.invalidateQueries({ queryKey: [key] });
      go(`/operations/${operation.id}`);
    },
  });
};

/** Makes an application. */
export const createApplication = (body: NewApplication): Promise<Operation> =>
  answerOf(api.POST('/applications', { body }));

/** Changes one. */
export const updateApplication =
  (name: string) =>
  (body: ApplicationChange): Promise<Operation> =>
    answerOf(api.PATCH('/applications/{application}', { params: inPath(name), body }));

/** Deploys again what was deployed before. */
export const revertApplication =
  (name: string) =>
  (body: Reversion): Promise<Operation> =>
    answerOf(api.POST('/applications/{application}/reversion', { params: inPath(name), body }));

/** Starts one, or stops it. */
export const toggleApplication =
  (name: string) =>
  (verb: 'start' | 'stop'): Promise<Operation> =>
    answerOf(
      verb === 'start'
        ? api.POST('/applications/{application}/start', { params: inPath(name) })
        : api.POST('/applications/{application}/stop', { params: inPath(name) }),
    );
