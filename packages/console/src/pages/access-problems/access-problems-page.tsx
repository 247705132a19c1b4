/** Why a device cannot connect. */
import type { ReactNode } from 'react';
import { Link, Redirect } from 'wouter';
import { type Fleet, useFleet } from '../../api/fleet.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { CodeLink } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { DeniedList } from './denied-list.tsx';
import { PendingList } from './pending-list.tsx';
import { RefusedList } from './refused-list.tsx';

const lists = { refused: RefusedList, pending: PendingList, denied: DeniedList } as const;

type Kind = keyof typeof lists;

const kinds = Object.keys(lists) as readonly Kind[];

/** What a device of each list is refused with. */
const codes = {
  refused: 'device_key_mismatch',
  pending: 'enrolment_pending',
  denied: 'device_denied',
} as const satisfies Record<Kind, string>;

const countOf = (fleet: Fleet, kind: Kind): number | null =>
  ({
    refused: fleet['refused-keys'],
    pending: fleet['pending-enrolments'],
    denied: fleet.denied,
  })[kind];

const Tabs = ({ shown }: { readonly shown: Kind }): ReactNode => {
  const { data: fleet } = useFleet();
  return (
    <nav className="tabs" aria-label={en.access.tabs}>
      {kinds.map((kind) => (
        <Link
          key={kind}
          href={`/access-problems/${kind}`}
          aria-current={kind === shown ? 'page' : undefined}
        >
          {en.access.kinds[kind]}
          {fleet !== undefined && ` (${countOf(fleet, kind) ?? '–'})`}
        </Link>
      ))}
    </nav>
  );
};

/** Refused, pending and denied, each with what resolves it. */
export const AccessProblemsPage = ({
  params,
}: {
  readonly params: Readonly<Record<string, string | undefined>>;
}): ReactNode => {
  const kind = kinds.find((one) => one === params['kind']);
  if (kind === undefined) return <Redirect to="/access-problems/refused" replace />;
  const List = lists[kind];
  return (
    <>
      <PageHead
        title={en.places['access-problems']}
        truth={
          <>
            {en.access.truths[kind]} <CodeLink code={codes[kind]} />
          </>
        }
      />
      <Tabs shown={kind} />
      <List />
    </>
  );
};
