/** A lint rule that sees through an index: which folders a name may not come from, whoever exports it again. */
import type { Rule } from 'eslint';
import ts from 'typescript';

/** Folders that the files in question must not use, by a part of their path, and the reason. */
export interface ForbiddenAreas {
  readonly areas: readonly string[];
  readonly because: string;
}

interface TypeServices {
  readonly program: ts.Program | null;
  readonly esTreeNodeToTSNodeMap: { get(node: unknown): ts.Node };
}

const originOf = (checker: ts.TypeChecker, node: ts.Node): string | undefined => {
  const symbol = checker.getSymbolAtLocation(node);
  if (symbol === undefined) return undefined;
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const origin = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  return origin.declarations?.[0]?.getSourceFile().fileName;
};

/**
 * Complains about every imported or re-exported name whose definition stands in one of the areas. Import rules on files
 * cannot see this: a package has one index, and importing one name of it reaches the file of every other.
 */
export const forbiddenAreas: Rule.RuleModule = {
  meta: {
    type: 'problem',
    messages: { forbidden: '{{name}} comes from {{area}}: {{because}}' },
    schema: [{ type: 'object' }],
  },
  create: (context) => {
    const { areas, because } = context.options[0] as ForbiddenAreas;
    const services = context.sourceCode.parserServices as TypeServices;
    const checker = services.program?.getTypeChecker();
    const judge = (node: Rule.Node, named: unknown, name: string): void => {
      if (checker === undefined) return;
      const origin = originOf(checker, services.esTreeNodeToTSNodeMap.get(named));
      const area = areas.find((folder) => origin?.includes(`/${folder}`) === true);
      if (area !== undefined)
        context.report({ node, messageId: 'forbidden', data: { name, area, because } });
    };
    return {
      ImportSpecifier: (node) => {
        judge(node, node.local, node.local.name);
      },
      ExportSpecifier: (node) => {
        judge(node, node.local, context.sourceCode.getText(node.local));
      },
    };
  },
};
