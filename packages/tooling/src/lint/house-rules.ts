/** Lint rules that no plugin has: what every file and every exported function must say about itself. */
import type { AST, Rule } from 'eslint';
import { forbiddenAreas } from './forbidden-areas.ts';
import { maxOwnLines } from './max-own-lines.ts';

type Comment = AST.Program['comments'][number];
type ExportNode = Parameters<NonNullable<Rule.NodeListener['ExportNamedDeclaration']>>[0];

/** True for a doc comment that ends on the line above; one with a blank line after it speaks of the file. */
const isDocOf = (node: ExportNode, comment: Comment | undefined): boolean =>
  comment?.type === 'Block' &&
  comment.value.startsWith('*') &&
  comment.loc?.end.line === (node.loc?.start.line ?? 0) - 1;

/** A file opens with a comment that says what it is for. */
const purposeComment: Rule.RuleModule = {
  meta: {
    type: 'suggestion',
    messages: { missing: 'Start the file with one sentence that says what it is for.' },
    schema: [],
  },
  create: (context) => ({
    Program: (program) => {
      const first = program.comments.find((comment) => (comment.type as string) !== 'Shebang');
      const codeStart = program.body[0]?.range?.[0];
      if (codeStart === undefined) return;
      if (first?.range === undefined || first.range[0] > codeStart)
        context.report({ loc: { line: 1, column: 0 }, messageId: 'missing' });
    },
  }),
};

const isFunction = /^(Arrow)?FunctionExpression$/;

const exportedFunction = ({ declaration }: ExportNode): string | undefined => {
  if (declaration?.type === 'FunctionDeclaration') return declaration.id.name;
  if (declaration?.type !== 'VariableDeclaration') return undefined;
  const [declarator] = declaration.declarations;
  if (declarator?.id.type !== 'Identifier') return undefined;
  return isFunction.test(declarator.init?.type ?? '') ? declarator.id.name : undefined;
};

/** An exported function has a doc comment with what it guarantees. */
const exportedFunctionDoc: Rule.RuleModule = {
  meta: {
    type: 'suggestion',
    messages: { missing: 'Say in a doc comment what {{name}} guarantees.' },
    schema: [],
  },
  create: (context) => ({
    ExportNamedDeclaration: (node) => {
      const name = exportedFunction(node);
      if (name === undefined) return;
      if (!isDocOf(node, context.sourceCode.getCommentsBefore(node).at(-1)))
        context.report({ node, messageId: 'missing', data: { name } });
    },
  }),
};

/** The plugin, under the prefix `house/`. */
export const houseRules = {
  rules: {
    'purpose-comment': purposeComment,
    'exported-function-doc': exportedFunctionDoc,
    'forbidden-areas': forbiddenAreas,
    'max-own-lines': maxOwnLines,
  },
};
