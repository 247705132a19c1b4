/** What an application is made of: an image with its settings, or a compose file. */
import { type ReactNode, useId } from 'react';
import { TextArea, TextField } from '../../parts/field.tsx';
import { issuesAt } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { contentKinds, type TypedContent } from './content.ts';

interface ContentFieldsProps {
  readonly content: TypedContent;
  /** Why it was not taken. */
  readonly error: unknown;
  /** What is wrong with the settings, before anybody was asked. */
  readonly issue: string | null;
  onContent(change: Partial<TypedContent>): void;
}

const KindChoice = ({ content, onContent }: ContentFieldsProps): ReactNode => {
  const name = useId();
  return (
    <fieldset className="field">
      <legend className="label">{en.applications.form.kind}</legend>
      {contentKinds.map((kind) => (
        <label key={kind} className="choice">
          <input
            type="radio"
            name={name}
            checked={kind === content.kind}
            onChange={() => onContent({ kind })}
          />
          {en.applications.form.kinds[kind]}
        </label>
      ))}
    </fieldset>
  );
};

const ImageFields = ({ content, error, issue, onContent }: ContentFieldsProps): ReactNode => (
  <>
    <TextField
      label={en.applications.form.image}
      hint={en.applications.form.imageHint}
      isRequired
      maxLength={512}
      value={content.image}
      onValue={(image) => onContent({ image })}
    />
    <TextArea
      label={en.applications.form.settings}
      hint={en.applications.form.settingsHint}
      issues={issue === null ? issuesAt(error, 'command') : [issue]}
      value={content.settings}
      onValue={(settings) => onContent({ settings })}
    />
  </>
);

/** The fields at which it stands what is wrong with them. */
export const contentPointers = ['command', 'compose'] as const;

/** Changing the kind forgets nothing that was typed. */
export const ContentFields = (props: ContentFieldsProps): ReactNode => {
  const { content, error, onContent } = props;
  return (
    <>
      <KindChoice {...props} />
      {content.kind === 'image' ? (
        <ImageFields {...props} />
      ) : (
        <TextArea
          label={en.applications.form.compose}
          hint={en.applications.form.composeHint}
          issues={issuesAt(error, 'compose')}
          rows={16}
          value={content.compose}
          onValue={(compose) => onContent({ compose })}
        />
      )}
    </>
  );
};
