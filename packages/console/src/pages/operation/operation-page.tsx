/** One operation, while it goes on and afterwards. */
import { answerOf } from '@moorgate/client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { api, codeOf } from '../../api/api.ts';
import { useRights } from '../../api/self.ts';
import { Loading } from '../../parts/loading.tsx';
import { Moment } from '../../parts/moment.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import { applicationPath, type Operation } from '../applications/queries.ts';
import { Picture, SaidByHosts } from './picture.tsx';
import { type Stage, stagesOf } from './stages.ts';
import { useLines } from './use-lines.ts';

/** Something is done while somebody watches. */
const watchedMs = 1_000;

const useOperation = (id: string): UseQueryResult<Operation> =>
  useQuery({
    queryKey: ['operation', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/operations/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.['finished-at'] === 0 ? watchedMs : 5_000),
  });

const truthOf = (operation: Operation, stages: readonly Stage[]): string => {
  const { status, outcome, hosts } = operation;
  if (status === 'succeeded')
    return en.operations.succeeded(
      hosts.length,
      operation['finished-at'] - operation['started-at'],
    );
  if (status === 'failed') return en.operations.failed(outcome ?? en.operations.unexplained);
  if (status === 'pending') return en.operations.waiting;
  const last = stages.at(-1);
  return last === undefined
    ? en.operations.beginning
    : en.operations.running(last.label, hosts.length);
};

/** What can be done next: an application whose creation failed is not there. */
const Actions = ({ operation }: { readonly operation: Operation }): ReactNode => {
  const may = useRights();
  const { kind, status, application } = operation;
  const isThere = kind !== 'create' || status === 'succeeded';
  if (isThere)
    return (
      <Link href={applicationPath(application)} className="button">
        {en.operations.toApplication}
      </Link>
    );
  if (status !== 'failed' || !may('applications:create')) return null;
  return (
    <Link href="/applications/new?again=" className="button">
      {en.operations.tryAgain}
    </Link>
  );
};

const Gone = (): ReactNode => (
  <>
    <PageHead title={en.operations.gone} truth={en.operations.goneBody} />
    <Link href="/applications" className="button">
      {en.applications.one.toList}
    </Link>
  </>
);

const Watched = ({ operation }: { readonly operation: Operation }): ReactNode => {
  const { lines, isCut } = useLines(operation.id);
  const stages = stagesOf(lines);
  const { kind, application, status } = operation;
  return (
    <>
      <PageHead
        title={en.operations.title(en.operations.kinds[kind], application)}
        truth={<span role="status">{truthOf(operation, stages)}</span>}
        actions={<Actions operation={operation} />}
      />
      <p className="quiet-text">
        <StateMark state={`operation-${status}`} /> {en.operations.by(operation['requested-by'])}{' '}
        <Moment at={operation['requested-at']} />
      </p>
      {isCut && (
        <p className="stale" role="status">
          {en.operations.cut}
        </p>
      )}
      <section className="panel">
        <h2>{en.operations.picture}</h2>
        <Picture operation={operation} stages={stages} />
      </section>
      <SaidByHosts stages={stages} />
    </>
  );
};

/** Whoever comes later sees all of it from its beginning. */
export const OperationPage = ({
  params,
}: {
  readonly params: Readonly<Record<string, string>>;
}): ReactNode => {
  const id = params['id'] ?? '';
  const { data, error } = useOperation(id);
  if (codeOf(error) === 'operation_not_found' || codeOf(error) === 'invalid_request')
    return <Gone />;
  if (data !== undefined) return <Watched key={id} operation={data} />;
  return error === null ? <Loading /> : <ProblemNotice error={error} />;
};
