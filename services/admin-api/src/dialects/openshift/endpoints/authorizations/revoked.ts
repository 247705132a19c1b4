/** The answer to a revocation. */
import type { Reply } from '@moorgate/http';
import type { AnswerForm } from '../../negotiate.ts';
import { answer } from '../answer.ts';

/** The last version that has no body for what is gone. */
const bodilessUpTo = '1.4';

/** Says that something is revoked; up to version 1.4 without a word. */
export const revoked = (form: AnswerForm, text: string): Reply =>
  answer(form, {
    status: form.version <= bodilessUpTo ? 204 : 200,
    type: null,
    content: null,
    text,
  });
