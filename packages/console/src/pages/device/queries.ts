/** What the page of a device asks for, and what it changes. */
import { answerOf, type components } from '@moorgate/client';
import {
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api } from '../../api/api.ts';

/** A device with what it last reported. */
export type Device = components['schemas']['Device'];
/** A key of a device. */
export type DeviceKey = components['schemas']['DeviceKey'];

/** The device. */
export const useDevice = (uuid: string): UseQueryResult<Device> =>
  useQuery({
    queryKey: ['device', uuid],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/devices/{uuid}', { params: { path: { uuid } }, signal })),
  });

/** Its keys. */
export const useDeviceKeys = (uuid: string): UseQueryResult<DeviceKey[]> =>
  useQuery({
    queryKey: ['device-keys', uuid],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/devices/{uuid}/keys', { params: { path: { uuid } }, signal })),
  });

/** Denies it; answers how many milliseconds it took until it was out everywhere. */
export const useDenial = (uuid: string): UseMutationResult<number, Error, string> => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (reason: string) => {
      const startedMs = performance.now();
      const query = reason === '' ? {} : { reason };
      await answerOf(api.DELETE('/devices/{uuid}', { params: { path: { uuid }, query } }));
      return Math.round(performance.now() - startedMs);
    },
    onSuccess: () => {
      client.removeQueries({ queryKey: ['device-keys', uuid] });
      void client.invalidateQueries({ queryKey: ['fleet'] });
      void client.invalidateQueries({ queryKey: ['devices'] });
      void client.invalidateQueries({ queryKey: ['denied'] });
    },
  });
};
