/** One device. */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { codeOf } from '../../api/api.ts';
import { type Fleet, useFleet } from '../../api/fleet.ts';
import { useRights } from '../../api/self.ts';
import { Loading } from '../../parts/loading.tsx';
import { relativeWords } from '../../parts/moment.tsx';
import { useNow } from '../../parts/now.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { seenStateOf } from '../devices/queries.ts';
import { DenyDialog } from './deny-dialog.tsx';
import { Identity, Labels, Reported } from './facts.tsx';
import { type Device, useDevice } from './queries.ts';

/** Where it stands, in a sentence. */
const truthOf = (device: Device, fleet: Fleet | undefined, now: number): string => {
  const { 'last-seen': seen, 'update-name': update, status } = device;
  if (fleet === undefined) return '';
  const state = seenStateOf(seen, now, fleet);
  return [
    state === 'never-seen'
      ? en.device.neverSeen
      : en.device.seen(en.states[state], relativeWords(seen - now)),
    ...(update === '' ? [] : [en.device.updateAssigned(update)]),
    ...(status === undefined ? [] : [en.device.lastWord(status.status)]),
  ].join(' ');
};

const Gone = ({ uuid }: { readonly uuid: string }): ReactNode => (
  <>
    <PageHead title={en.device.gone} truth={en.device.goneBody(uuid)} />
    <Link href="/access-problems/denied" className="button">
      {en.deny.toDenied}
    </Link>
  </>
);

const Facts = ({ device }: { readonly device: Device }): ReactNode => {
  const { data: fleet } = useFleet();
  const may = useRights();
  const [isDenying, setDenying] = useState(false);
  const now = useNow();
  return (
    <>
      <PageHead
        title={device.labels['name'] ?? device.uuid}
        truth={truthOf(device, fleet, now)}
        actions={
          may('devices:delete') && (
            <button type="button" className="plain" onClick={() => setDenying(true)}>
              {en.deny.open}
            </button>
          )
        }
      />
      <Identity device={device} />
      <Reported device={device} />
      <Labels device={device} />
      {isDenying && <DenyDialog device={device} onClose={() => setDenying(false)} />}
    </>
  );
};

/** With the way to the denied list where it is on record no more. What is shown stays while a dialog says that it was denied. */
export const DevicePage = ({
  params,
}: {
  readonly params: Readonly<Record<string, string>>;
}): ReactNode => {
  const uuid = params['uuid'] ?? '';
  const { data, error } = useDevice(uuid);
  if (data !== undefined) return <Facts device={data} />;
  if (codeOf(error) === 'device_not_found') return <Gone uuid={uuid} />;
  return error === null ? <Loading /> : <ProblemNotice error={error} />;
};
