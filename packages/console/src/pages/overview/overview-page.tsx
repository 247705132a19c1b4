/** Whether the fleet is well. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Fleet, useFleet } from '../../api/fleet.ts';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { CertificatesTable } from './certificates-table.tsx';
import { FleetTiles } from './fleet-tiles.tsx';
import { GatewaysTable } from './gateways-table.tsx';
import { type Certificate, type Gateway, useCertificates, useGateways } from './queries.ts';

/** What was fetched, or that it was not: what is there already stays. */
const Fetched = <T,>({
  query,
  children,
}: {
  readonly query: UseQueryResult<T>;
  children(data: T): ReactNode;
}): ReactNode => {
  if (query.data !== undefined) return children(query.data);
  return query.error === null ? <Loading /> : <ProblemNotice error={query.error} />;
};

/** The answer in a sentence: what is wrong, or that nothing is. */
const truthOf = (
  fleet: Fleet | undefined,
  gateways: readonly Gateway[] | undefined,
  certificates: readonly Certificate[] | undefined,
): string => {
  if (fleet === undefined) return '';
  const total = fleet.online + fleet.late + fleet.offline + fleet['never-seen'];
  if (total === 0) return en.overview.noDevices;
  const lost = (gateways ?? []).filter(({ state }) => state !== 'current').length;
  const ending = (certificates ?? []).filter(({ state }) =>
    ['ending', 'expired'].includes(state),
  ).length;
  return [
    en.overview.onlineOf(fleet.online, total),
    ...(fleet['refused-keys'] > 0 ? [en.overview.refusedNow(fleet['refused-keys'])] : []),
    ...(lost > 0 ? [en.overview.gatewaysLag(lost)] : []),
    ...(ending > 0 ? [en.overview.certificatesEnd(ending)] : []),
  ].join(' ');
};

/** Numbers, each of which leads to the list behind it. */
export const OverviewPage = (): ReactNode => {
  const fleet = useFleet();
  const gateways = useGateways();
  const certificates = useCertificates();
  return (
    <>
      <PageHead
        title={en.places.overview}
        truth={truthOf(fleet.data, gateways.data, certificates.data)}
      />
      <Fetched query={fleet}>{(data) => <FleetTiles fleet={data} />}</Fetched>
      <section className="panel">
        <h2>{en.overview.gateways}</h2>
        <Fetched query={gateways}>{(data) => <GatewaysTable gateways={data} />}</Fetched>
      </section>
      <section className="panel">
        <h2>{en.overview.certificates}</h2>
        <Fetched query={certificates}>
          {(data) => <CertificatesTable certificates={data} />}
        </Fetched>
      </section>
    </>
  );
};
