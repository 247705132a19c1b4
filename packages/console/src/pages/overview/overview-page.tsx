/** Whether the fleet is well. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFleet } from '../../api/fleet.ts';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { CertificatesTable } from './certificates-table.tsx';
import { FleetTiles } from './fleet-tiles.tsx';
import { GatewaysTable } from './gateways-table.tsx';
import { useCertificates, useGateways } from './queries.ts';
import { truthOf } from './truth.ts';

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

/** Numbers, each of which leads to the list behind it. */
export const OverviewPage = (): ReactNode => {
  const fleet = useFleet();
  const gateways = useGateways();
  const certificates = useCertificates();
  return (
    <>
      <PageHead
        title={en.places.overview}
        truth={truthOf({
          fleet: fleet.data,
          gateways: gateways.data,
          certificates: certificates.data,
        })}
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
