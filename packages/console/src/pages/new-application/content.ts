/** What an application is made of, as a form has it, and as the API takes it. */
import { en } from '../../strings/en.ts';
import type { Deployment } from '../applications/queries.ts';

/** The kinds. */
export const contentKinds = ['image', 'compose'] as const;
/** One of them. */
export type ContentKind = (typeof contentKinds)[number];

/** As it was typed; what belongs to the other kind is kept too. */
export interface TypedContent {
  readonly kind: ContentKind;
  readonly image: string;
  /** The rest of the body of Docker, as JSON. */
  readonly settings: string;
  readonly compose: string;
}

/** What it begins with. */
export const emptyContent: TypedContent = {
  kind: 'image',
  image: '',
  settings: '{\n  "HostConfig": { "RestartPolicy": { "Name": "unless-stopped" } }\n}',
  compose: '',
};

/** What is deployed. */
export const contentOf = ({ command, compose }: Deployment): TypedContent => {
  if (command === null) return { ...emptyContent, kind: 'compose', compose: compose ?? '' };
  const { Image, ...settings } = command;
  return {
    ...emptyContent,
    image: typeof Image === 'string' ? Image : '',
    settings: JSON.stringify(settings, null, 2),
  };
};

/** What the API takes, or what is wrong with the settings. */
export type ReadContent =
  | { readonly issue: string }
  | { readonly command: Record<string, unknown> }
  | { readonly compose: string };

const readSettings = (text: string): Record<string, unknown> | string => {
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : en.applications.form.settingsKind;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Reads what was typed. */
export const readContent = ({ kind, image, settings, compose }: TypedContent): ReadContent => {
  if (kind === 'compose') return { compose };
  const read = readSettings(settings);
  return typeof read === 'string'
    ? { issue: en.applications.form.settingsWrong(read) }
    : { command: { ...read, Image: image.trim() } };
};

/** Whether there is enough to be sent. */
export const isTyped = ({ kind, image, compose }: TypedContent): boolean =>
  (kind === 'image' ? image : compose).trim() !== '';
