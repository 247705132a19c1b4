/** A lint rule for the length of functions that leaves out the functions inside of them. */
import type { Rule } from 'eslint';

/**
 * Complains about a function with more than `max` lines of its own. The lines of functions inside of it are theirs: a
 * factory that returns closures is as long as what it does itself, and each closure is judged alone.
 */
export const maxOwnLines: Rule.RuleModule = {
  meta: {
    type: 'suggestion',
    messages: { long: 'This function has {{lines}} lines of its own; {{max}} are allowed.' },
    schema: [{ type: 'object', properties: { max: { type: 'integer' } }, required: ['max'] }],
  },
  create: (context) => {
    const { max } = context.options[0] as { max: number };
    /** For each function that is open, how many lines belong to functions inside of it. */
    const innerLines: number[] = [];
    const enter = (): void => {
      innerLines.push(0);
    };
    const leave = (node: Rule.Node): void => {
      const { start, end } = node.loc ?? { start: { line: 0 }, end: { line: 0 } };
      const total = end.line - start.line + 1;
      const lines = total - (innerLines.pop() ?? 0);
      if (lines > max)
        context.report({ node, messageId: 'long', data: { lines: `${lines}`, max: `${max}` } });
      const outer = innerLines.length - 1;
      // The first and the last line of a function are lines of the one around it too.
      if (outer >= 0) innerLines[outer] = (innerLines[outer] ?? 0) + Math.max(0, total - 2);
    };
    return {
      FunctionDeclaration: enter,
      FunctionExpression: enter,
      ArrowFunctionExpression: enter,
      'FunctionDeclaration:exit': leave,
      'FunctionExpression:exit': leave,
      'ArrowFunctionExpression:exit': leave,
    };
  },
};
