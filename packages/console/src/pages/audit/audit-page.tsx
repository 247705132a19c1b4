/** The audit: what was changed, by whom, and where its chain stands. */
import { answerOf, type components } from '@moorgate/client';
import { type UseMutationResult, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/api.ts';
import { useRights } from '../../api/self.ts';
import { useActing } from '../../parts/acting.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { type Pages, usePages } from '../../parts/pages.ts';
import { Moment, relativeWords } from '../../parts/moment.tsx';
import { useNow } from '../../parts/now.ts';
import { ProblemNotice } from '../../parts/problem.tsx';
import { Said } from '../../parts/said.tsx';
import { count, en } from '../../strings/en.ts';
import { SettingsTabs } from '../settings/settings-tabs.tsx';
import { type AuditSearch, queryOf, useAuditSearch } from './address.ts';
import { RecordDetails, secondsOf } from './record-details.tsx';
import { SearchForm } from './search-form.tsx';

/** A record. */
export type AuditRecord = components['schemas']['AuditRecord'];
type Checkpoint = components['schemas']['AuditCheckpoint'];

const words = en.admin.audit;

const useRecords = (search: AuditSearch): Pages<AuditRecord> =>
  usePages(['audit', search], ({ query, signal }) =>
    api.GET('/audit-records', { params: { query: { ...query, ...queryOf(search) } }, signal }),
  );

const useNewestCheckpoint = (): UseQueryResult<Checkpoint | null> =>
  useQuery({
    queryKey: ['audit-checkpoint'],
    queryFn: async ({ signal }) => {
      const params = { query: { limit: 1 } };
      const [newest] = await answerOf(api.GET('/audit-checkpoints', { params, signal }));
      return newest ?? null;
    },
  });

const useCheckpoint = (): UseMutationResult<Checkpoint, Error, void> =>
  useActing(() => answerOf(api.POST('/audit-checkpoints')), ['audit', 'audit-checkpoint']);

const Chain = (): ReactNode => {
  const { data } = useNewestCheckpoint();
  const now = useNow();
  if (data === undefined) return words.truth;
  const state =
    data === null
      ? words.noCheckpoint
      : words.chain(count(data.position), relativeWords(Math.min(secondsOf(data.at) - now, 0)));
  return `${words.truth} ${state}`;
};

const columnsFor = (onOpen: (record: AuditRecord) => void) => [
  wordColumn<AuditRecord>(words.columns.when, (record) => <Moment at={secondsOf(record.at)} />),
  wordColumn<AuditRecord>(words.columns.who, (record) => record['actor-name']),
  wordColumn<AuditRecord>(words.columns.what, (record) => (
    <button type="button" className="as-link" onClick={() => onOpen(record)}>
      {record.action}
    </button>
  )),
  wordColumn<AuditRecord>(
    words.columns.on,
    (record) => (
      <>
        {record['target-kind']} <span className="mono">{record['target-id']}</span>
      </>
    ),
    true,
  ),
  wordColumn<AuditRecord>(words.columns.from, ({ address }) => address ?? '–', true),
];

/** What is searched for is in the address. */
export const AuditPage = (): ReactNode => {
  const [search, setSearch] = useAuditSearch();
  const pages = useRecords(search);
  const may = useRights();
  const making = useCheckpoint();
  const [opened, setOpened] = useState<AuditRecord | null>(null);
  return (
    <>
      <PageHead
        title={en.admin.names.audit}
        truth={<Chain />}
        actions={
          may('audit:create') && (
            <button
              type="button"
              className="plain"
              disabled={making.isPending}
              onClick={() => making.mutate()}
            >
              {words.checkpoint}
            </button>
          )
        }
      />
      <SettingsTabs shown="/admin/audit" />
      <ProblemNotice error={making.error} />
      {making.data !== undefined && (
        <Said key={making.data.id}>{words.checkpointMade(count(making.data.position))}</Said>
      )}
      <SearchForm key={JSON.stringify(search)} search={search} onSearch={setSearch} />
      <PagedList
        label={en.admin.names.audit}
        pages={pages}
        columns={columnsFor(setOpened)}
        none={{ title: words.none, body: words.noneBody }}
        keyOf={({ id }) => String(id)}
      />
      {opened !== null && (
        <Dialog title={opened.action} onClose={() => setOpened(null)}>
          <RecordDetails record={opened} onClose={() => setOpened(null)} />
        </Dialog>
      )}
    </>
  );
};
