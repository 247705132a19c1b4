/** What narrows the list. */
import { Columns3 } from 'lucide-react';
import { type ReactNode, useDeferredValue, useEffect, useId, useState } from 'react';
import { en } from '../../strings/en.ts';
import { type ListView, optionalColumns, seenStates } from './list-address.ts';

interface FiltersProps {
  readonly view: ListView;
  onView(change: Partial<ListView>): void;
}

/** What is typed is asked for when somebody pauses, for so long. */
const pauseMs = 250;

const TextFilter = ({ view, onView }: FiltersProps): ReactNode => {
  const [text, setText] = useState(view.text);
  const id = useId();
  const settled = useDeferredValue(text);
  useEffect(() => {
    if (settled === view.text) return;
    const timer = window.setTimeout(() => onView({ text: settled }), pauseMs);
    return () => window.clearTimeout(timer);
  }, [settled, view.text, onView]);
  return (
    <div className="field">
      <label htmlFor={id}>{en.devices.filter}</label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </div>
  );
};

const SeenFilter = ({ view, onView }: FiltersProps): ReactNode => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{en.devices.state}</label>
      <select
        id={id}
        value={view.seen ?? ''}
        onChange={({ target }) =>
          onView({ seen: seenStates.find((one) => one === target.value) ?? null })
        }
      >
        <option value="">{en.devices.anyState}</option>
        {seenStates.map((one) => (
          <option key={one} value={one}>
            {en.states[one]}
          </option>
        ))}
      </select>
    </div>
  );
};

const ColumnChoice = ({ view, onView }: FiltersProps): ReactNode => {
  const id = useId();
  return (
    <div className="menu-place">
      <button type="button" className="plain" popoverTarget={id}>
        <Columns3 className="icon" aria-hidden />
        {en.devices.columnChoice}
      </button>
      <div id={id} popover="auto" className="menu low">
        <fieldset>
          <legend className="label">{en.devices.columnChoice}</legend>
          {optionalColumns.map((one) => (
            <label key={one} className="choice">
              <input
                type="checkbox"
                checked={view.columns.includes(one)}
                onChange={({ target }) =>
                  onView({
                    columns: optionalColumns.filter((other) =>
                      other === one ? target.checked : view.columns.includes(other),
                    ),
                  })
                }
              />
              {en.devices.columns[one]}
            </label>
          ))}
        </fieldset>
      </div>
    </div>
  );
};

/** All of it is in the address. */
export const Filters = (props: FiltersProps): ReactNode => (
  <div className="filters" role="search">
    <TextFilter {...props} />
    <SeenFilter {...props} />
    <ColumnChoice {...props} />
  </div>
);
