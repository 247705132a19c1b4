/** Which scopes a token has: grouped by what they are about, each with what it allows. */
import type { ReactNode } from 'react';
import { en } from '../../strings/en.ts';
import type { ScopeWords } from './queries.ts';

interface ScopeChoiceProps {
  /** Those that whoever asks has, and so can give. */
  readonly scopes: readonly ScopeWords[];
  readonly chosen: readonly string[];
  onChosen(chosen: readonly string[]): void;
}

const subjectOf = ({ scope }: ScopeWords): string => scope.split(':')[0]!;

const titleOf = (subject: string): string =>
  (en.tokens.subjects as Readonly<Record<string, string>>)[subject] ?? subject;

/** None is chosen unless somebody chooses it. */
export const ScopeChoice = ({ scopes, chosen, onChosen }: ScopeChoiceProps): ReactNode =>
  [...Map.groupBy(scopes, subjectOf)].map(([subject, ofSubject]) => (
    <fieldset key={subject} className="scopes">
      <legend className="label">{titleOf(subject)}</legend>
      {ofSubject.map(({ scope, allows }) => (
        <label key={scope} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={({ target }) =>
              onChosen(
                target.checked ? [...chosen, scope] : chosen.filter((other) => other !== scope),
              )
            }
          />
          <span>
            {allows} <code>{scope}</code>
          </span>
        </label>
      ))}
    </fieldset>
  ));
