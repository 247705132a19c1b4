/** Scopes as people read them: what each of them allows, before the name that programs know it by. */
import { type Scope, scopeCatalogue } from '@moorgate/auth';
import { html, type Html } from './html.ts';

/** The sentence of the catalogue, and the scope itself. */
export const scopeWords = (scope: Scope): Html =>
  html`${scopeCatalogue[scope]} <code>${scope}</code>`;
