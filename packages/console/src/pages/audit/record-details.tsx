/** All that a record says. */
import type { components } from '@moorgate/client';
import type { ReactNode } from 'react';
import { count, en } from '../../strings/en.ts';

const words = en.admin.audit;

/** Unix seconds of a moment as the audit writes it. */
export const secondsOf = (at: string): number => Math.floor(Date.parse(at) / 1_000);

const Value = ({ title, value }: { readonly title: string; readonly value: unknown }) =>
  value === null ? null : (
    <>
      <p className="label">{title}</p>
      <div className="secret">
        <pre tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>
      </div>
    </>
  );

/** With what was changed, as it was and as it is. */
export const RecordDetails = ({
  record,
  onClose,
}: {
  readonly record: components['schemas']['AuditRecord'];
  onClose(): void;
}): ReactNode => (
  <>
    <dl className="facts">
      <dt>{words.columns.when}</dt>
      <dd>{record.at}</dd>
      <dt>{words.columns.who}</dt>
      <dd>
        {record['actor-name']} <code>{`${record['actor-kind']} ${record['actor-id']}`}</code>
      </dd>
      <dt>{words.columns.on}</dt>
      <dd>
        {record['target-kind']} <code>{record['target-id']}</code>
      </dd>
      <dt>{words.columns.from}</dt>
      <dd>{record.address ?? '–'}</dd>
      <dt>{words.request}</dt>
      <dd>{record['request-id'] === null ? '–' : <code>{record['request-id']}</code>}</dd>
    </dl>
    <p className="hint">
      {record.position === null ? words.unsealed : words.place(count(record.position))}
    </p>
    <Value title={words.before} value={record.before} />
    <Value title={words.after} value={record.after} />
    <div className="actions">
      <button type="button" autoFocus onClick={onClose}>
        {en.shell.close}
      </button>
    </div>
  </>
);
