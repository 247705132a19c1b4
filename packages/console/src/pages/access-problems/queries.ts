/** Who cannot connect, and what lets them. */
import { answerOf, type components } from '@moorgate/client';
import type { UseMutationResult } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { useActing } from '../../parts/acting.ts';
import { type Pages, usePages } from '../../parts/pages.ts';

/** A key that was refused. */
export type RefusedKey = components['schemas']['PendingKey'];
/** Who waits for their enrolment. */
export type PendingEnrolment = components['schemas']['PendingEnrolment'];
/** An entry of the denied list. */
export type DeniedDevice = components['schemas']['DeniedDevice'];

/** Keys that are not the ones on record, by device. */
export const useRefusedKeys = (): Pages<RefusedKey> =>
  usePages(['refused'], ({ query, signal }) =>
    api.GET('/pending-keys', { params: { query }, signal }),
  );

/** Devices that an operator may let enrol. */
export const usePendingEnrolments = (): Pages<PendingEnrolment> =>
  usePages(['pending'], ({ query, signal }) =>
    api.GET('/pending-enrolments', { params: { query }, signal }),
  );

/** The denied list, by UUID. */
export const useDeniedDevices = (): Pages<DeniedDevice> =>
  usePages(['denied'], async ({ query, signal }) => {
    const params = { query: { ...query, details: true } };
    const { data = [], response } = await api.GET('/denied-devices', { params, signal });
    return { data: data.filter((entry) => typeof entry !== 'string'), response };
  });

/** Does something about one of them, and looks again at all of them. */
export const useRemedy = <Input>(
  act: (input: Input) => Promise<unknown>,
): UseMutationResult<unknown, Error, Input> =>
  useActing(act, ['refused', 'pending', 'denied', 'fleet', 'devices', 'device']);

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

/** How a denied device comes back (the same key, whichever other one it shows next, or as a new device). */
export type WayBack = 'same-key' | 'new-key' | 'anew';

/** Takes a device off the denied list. */
export const undeny = async ({ uuid, way }: { uuid: string; way: WayBack }): Promise<void> => {
  const params = { path: { uuid }, query: { purge: way === 'anew' } };
  await answerOf(api.DELETE('/denied-devices/{uuid}', { params }));
  if (way === 'new-key')
    await answerOf(
      api.POST('/devices/{uuid}/rekey-permits', { ...inPath(uuid), body: { 'any-key': true } }),
    );
};
