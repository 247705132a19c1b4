/** On which hosts: those that one may use, or, for whoever may not see them, by their addresses. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useRights } from '../../api/self.ts';
import { Check, TextArea } from '../../parts/field.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import { hostNameOf, hostStateOf, useDockerHosts } from '../hosts/queries.ts';

/** What was chosen, and what may be. */
export interface HostChoiceProps {
  /** Addresses. */
  readonly chosen: readonly string[];
  readonly issues: readonly string[];
  /** Where it is already. */
  readonly without?: readonly string[];
  onChosen(chosen: readonly string[]): void;
}

const linesOf = (text: string): readonly string[] => text.split(/\s+/);

const TypedHosts = ({ chosen, issues, onChosen }: HostChoiceProps): ReactNode => (
  <TextArea
    label={en.applications.form.hostsOther}
    issues={issues}
    rows={4}
    value={chosen.join('\n')}
    onValue={(text) => onChosen(linesOf(text))}
  />
);

const ListedHosts = ({ chosen, issues, without = [], onChosen }: HostChoiceProps): ReactNode => {
  const { items, error, hasMore, onMore } = useDockerHosts();
  if (items === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  const offered = items.filter(({ address }) => !without.includes(address));
  return (
    <fieldset className="field">
      <legend className="label">{en.applications.form.hosts}</legend>
      {offered.length === 0 && (
        <p className="quiet-text">
          {en.applications.form.hostsNone} <Link href="/hosts">{en.applications.form.toHosts}</Link>
        </p>
      )}
      {offered.map((host) => (
        <Check
          key={host.id}
          label={
            <>
              {hostNameOf(host)} <code>{host.address}</code> <StateMark state={hostStateOf(host)} />
            </>
          }
          isChecked={chosen.includes(host.address)}
          onChecked={(isChecked) =>
            onChosen(
              isChecked ? [...chosen, host.address] : chosen.filter((one) => one !== host.address),
            )
          }
        />
      ))}
      {hasMore && (
        <button type="button" className="plain" onClick={onMore}>
          {en.shell.more}
        </button>
      )}
      {issues.map((issue) => (
        <p key={issue} className="field-error" role="alert">
          {issue}
        </p>
      ))}
    </fieldset>
  );
};

/** In the order in which they were chosen. */
export const HostChoice = (props: HostChoiceProps): ReactNode => {
  const may = useRights();
  return may('docker:read') ? <ListedHosts {...props} /> : <TypedHosts {...props} />;
};
