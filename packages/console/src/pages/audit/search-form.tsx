/** What is searched for in the audit. */
import { type ReactNode, useState } from 'react';
import { Field, TextField } from '../../parts/field.tsx';
import { en } from '../../strings/en.ts';
import { type AuditSearch, dayFilters, textFilters } from './address.ts';

const words = en.admin.audit;

/** Asked for when it is sent, since whole names are looked for. */
export const SearchForm = ({
  search,
  onSearch,
}: {
  readonly search: AuditSearch;
  onSearch(search: AuditSearch): void;
}): ReactNode => {
  const [typed, setTyped] = useState(search);
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed);
      }}
    >
      <div className="filters">
        {textFilters.map((name) => (
          <TextField
            key={name}
            label={words.filters[name]}
            maxLength={100}
            value={typed[name]}
            onValue={(value) => setTyped({ ...typed, [name]: value })}
          />
        ))}
        {dayFilters.map((name) => (
          <Field key={name} label={words[name]}>
            {(control) => (
              <input
                {...control}
                type="date"
                value={typed[name]}
                onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
              />
            )}
          </Field>
        ))}
        <button className="plain">{en.shell.search}</button>
      </div>
      <p className="hint">{words.exactly}</p>
    </form>
  );
};
