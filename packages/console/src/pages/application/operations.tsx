/** What was done to an application, by whom, and how it ended. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Moment } from '../../parts/moment.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import { type Application, type Operation, useOperations } from '../applications/queries.ts';

const words = en.applications.operations;

const columns = [
  wordColumn<Operation>(words.columns.what, ({ id, kind }) => (
    <Link href={`/operations/${id}`}>{en.operations.kinds[kind]}</Link>
  )),
  wordColumn<Operation>(words.columns.state, ({ status }) => (
    <StateMark state={`operation-${status}`} />
  )),
  wordColumn<Operation>(words.columns.by, (operation) => operation['requested-by'], true),
  wordColumn<Operation>(words.columns.when, (operation) => (
    <Moment at={operation['requested-at']} />
  )),
  wordColumn<Operation>(words.columns.outcome, ({ outcome }) => outcome, true),
];

/** Newest first; each can be watched from its beginning. */
export const Operations = ({ application }: { readonly application: Application }): ReactNode => (
  <PagedList
    label={en.applications.one.tabs.operations}
    pages={useOperations(application.name)}
    columns={columns}
    none={{ title: words.none, body: words.noneBody }}
    keyOf={({ id }) => id}
  />
);
