/** The parts of forms: each field with its label, what it asks for, and what is wrong with it. */
import { html, type Html, type HtmlValue } from './html.ts';

/** A field of one line. */
export interface TextField {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password';
  /** The purpose of the field for browsers that fill it in (HTML Living Standard, 4.10.18.7). */
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  /** What is wrong with it. */
  readonly error?: string | null;
  /** True for the field in which to go on. */
  readonly isFocused?: boolean;
  readonly isCode?: boolean;
  readonly isOptional?: boolean;
  readonly maxLength: number;
}

const attribute = (name: string, value: string): Html => html`${name}="${value}"`;

/** The attributes that a field has only sometimes; `notes` are the ids of what is said about it. */
const attributesOf = (field: TextField, notes: readonly string[]): Html => html`
  ${field.value !== undefined && attribute('value', field.value)}
  ${field.isCode === true && html`class="code" autocapitalize="characters" spellcheck="false"`}
  ${field.isOptional !== true && html`required`} ${field.isFocused === true && html`autofocus`}
  ${notes.length > 0 && attribute('aria-describedby', notes.join(' '))}
`;

/** The field with its label; the hint and the error are read out with it. */
export const textField = (field: TextField): Html => {
  const { name, label, type = 'text', hint, error = null } = field;
  const notes = [hint !== undefined && `${name}-hint`, error !== null && `${name}-error`].filter(
    (id): id is string => id !== false,
  );
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      maxlength="${field.maxLength}"
      autocomplete="${field.autocomplete}"
      ${error !== null && html`aria-invalid="true"`}
      ${attributesOf(field, notes)}
    />
    ${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${error !== null && html`<p class="error" id="${name}-error">${error}</p>`}
  </div>`;
};

/** Fields that go along unseen. */
export const hiddenFields = (fields: Iterable<readonly [string, string]>): Html =>
  html`${[...fields].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`;

/** What is wrong with the whole form, read out when the page is there. */
export const errorSummary = (message: HtmlValue): Html =>
  html`<div class="summary" role="alert"><p>${message}</p></div>`;

/** Something to know before going on. */
export const note = (message: HtmlValue): Html => html`<div class="note"><p>${message}</p></div>`;

/** Names and what they are. */
export const facts = (rows: readonly (readonly [string, HtmlValue])[]): Html =>
  html`<dl>
    ${rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;

/** A box to tick. */
export const checkbox = (box: {
  readonly name: string;
  readonly value: string;
  readonly isChecked: boolean;
  readonly label: HtmlValue;
}): Html =>
  html`<label class="check"
    ><input
      type="checkbox"
      name="${box.name}"
      value="${box.value}"
      ${box.isChecked && html`checked`}
    /><span>${box.label}</span></label
  >`;
