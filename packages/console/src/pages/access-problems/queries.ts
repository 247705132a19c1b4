/** Who cannot connect, and what lets them. */
import { answerOf, type components } from '@moorgate/client';
import {
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api } from '../../api/api.ts';

/** A key that was refused. */
export type RefusedKey = components['schemas']['PendingKey'];
/** Who waits for their enrolment. */
export type PendingEnrolment = components['schemas']['PendingEnrolment'];
/** An entry of the denied list. */
export type DeniedDevice = components['schemas']['DeniedDevice'];

/** As many as are shown; more are found with the command line. */
const shownMax = 1_000;

/** Keys that are not the ones on record. */
export const useRefusedKeys = (): UseQueryResult<RefusedKey[]> =>
  useQuery({
    queryKey: ['refused'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/pending-keys', { params: { query: { limit: shownMax } }, signal })),
  });

/** Devices that an operator may let enrol. */
export const usePendingEnrolments = (): UseQueryResult<PendingEnrolment[]> =>
  useQuery({
    queryKey: ['pending'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/pending-enrolments', { params: { query: { limit: shownMax } }, signal })),
  });

/** The denied list. */
export const useDeniedDevices = (): UseQueryResult<DeniedDevice[]> =>
  useQuery({
    queryKey: ['denied'],
    queryFn: async ({ signal }) => {
      const query = { limit: shownMax, details: true };
      const entries = await answerOf(api.GET('/denied-devices', { params: { query }, signal }));
      return entries.filter((entry) => typeof entry !== 'string');
    },
  });

/** Does something about one of them, and looks again at all of them. */
export const useRemedy = <Input>(
  act: (input: Input) => Promise<unknown>,
): UseMutationResult<unknown, Error, Input> => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () =>
      Promise.all(
        ['refused', 'pending', 'denied', 'fleet', 'devices', 'device'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
};

const inPath = (uuid: string) => ({ params: { path: { uuid } } });

/** Lets the key in that was refused, once, and makes it the only one. */
export const permitKey = ({ uuid, 'spki-sha256': hash }: RefusedKey): Promise<unknown> =>
  answerOf(
    api.POST('/devices/{uuid}/rekey-permits', { ...inPath(uuid), body: { 'spki-sha256': hash } }),
  );

/** Lets a device enrol with the key that it showed. */
export const approve = ({ uuid, 'spki-sha256': hash }: PendingEnrolment): Promise<unknown> =>
  answerOf(
    api.POST('/pending-enrolments/{uuid}/approval', {
      ...inPath(uuid),
      body: { 'spki-sha256': hash },
    }),
  );

/** Forgets that it waits; it waits again when it comes again. */
export const reject = ({ uuid }: PendingEnrolment): Promise<unknown> =>
  answerOf(api.DELETE('/pending-enrolments/{uuid}', inPath(uuid)));

/** How a denied device comes back (the same key, another one that was refused, or as a new device). */
export type WayBack = 'same-key' | 'new-key' | 'anew';

/** Takes a device off the denied list. */
export const undeny = async (input: {
  readonly uuid: string;
  readonly way: WayBack;
  readonly key: RefusedKey | undefined;
}): Promise<void> => {
  const { uuid, way, key } = input;
  const query = { purge: way === 'anew' };
  await answerOf(api.DELETE('/denied-devices/{uuid}', { params: { path: { uuid }, query } }));
  if (way === 'new-key' && key !== undefined) await permitKey(key);
};
