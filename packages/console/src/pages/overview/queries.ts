/** What the overview asks for beside the fleet. */
import { answerOf, type components } from '@moorgate/client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

/** A gateway with its processes. */
export type Gateway = components['schemas']['Gateway'];
/** A certificate of the installation. */
export type Certificate = components['schemas']['Certificate'];

/** The gateways by name. */
export const useGateways = (): UseQueryResult<Gateway[]> =>
  useQuery({
    queryKey: ['gateways'],
    queryFn: ({ signal }) => answerOf(api.GET('/gateways', { signal })),
  });

/** The certificates, the first to end first. */
export const useCertificates = (): UseQueryResult<Certificate[]> =>
  useQuery({
    queryKey: ['certificates'],
    queryFn: ({ signal }) => answerOf(api.GET('/certificates', { signal })),
    refetchInterval: 60_000,
  });
