/** Reads a body of XML into the fields that a schema asks for. */
import { fault } from '@moorgate/errors';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { TSchema } from 'typebox';
import { propertiesOf, readScalar, type TextFields } from './read-text.ts';

/** Elements within elements; every schema is shallower. */
const depthMax = 16;

/** A node as the parser gives it: one member with its children, named after the element, and its attributes beside it. */
type ParsedNode = Readonly<Record<string, unknown>>;

interface Element {
  readonly name: string;
  readonly isNil: boolean;
  readonly text: string;
  readonly children: readonly Element[];
}

/** Order is kept, so that texts and CDATA sections can be put together again; nothing is resolved, trimmed or converted. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
  cdataPropName: '#cdata',
});

const invalid = (detail: string): Error => fault('invalid_xml', { detail });

const namedCharacters: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

const characterOf = (name: string): string | undefined => {
  if (!name.startsWith('#')) return namedCharacters[name];
  const point = name.startsWith('#x')
    ? Number.parseInt(name.slice(2), 16)
    : Number.parseInt(name.slice(1), 10);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
};

/** Resolves references to characters and to the five entities that XML itself has (XML 1.0, section 4.6). */
const resolveReferences = (text: string): string =>
  text.replaceAll(/&(?:(#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[a-z]{2,4});)?/g, (_all, name?: string) => {
    const character = name === undefined ? undefined : characterOf(name);
    if (character === undefined) throw invalid('It must have no entities of its own.');
    return character;
  });

const textOf = (node: ParsedNode): string => {
  if (Object.hasOwn(node, '#text')) return resolveReferences(String(node['#text']));
  if (!Object.hasOwn(node, '#cdata')) return '';
  return (node['#cdata'] as readonly ParsedNode[]).map((part) => String(part['#text'])).join('');
};

const nameOf = (node: ParsedNode): string | undefined =>
  Object.keys(node).find((key) => key !== ':@' && key !== '#text' && key !== '#cdata');

const elementsOf = (nodes: readonly ParsedNode[], depth: number): Element[] => {
  if (depth > depthMax) throw invalid(`It must not nest deeper than ${String(depthMax)} levels.`);
  return nodes.flatMap((node) => {
    const name = nameOf(node);
    if (name === undefined) return [];
    const inner = node[name] as readonly ParsedNode[];
    const { nil } = (node[':@'] ?? {}) as { readonly nil?: string };
    const children = elementsOf(inner, depth + 1);
    return [{ name, isNil: nil === 'true', text: inner.map(textOf).join(''), children }];
  });
};

/** The property that an element stands for: XML has hyphens where other bodies of a dialect have underscores. */
const propertyOf = (names: readonly string[], element: Element): string => {
  const underscored = element.name.replaceAll('-', '_');
  return !names.includes(element.name) && names.includes(underscored) ? underscored : element.name;
};

type Described = TSchema & { readonly type?: string; readonly items?: TSchema };

const fieldsOf = (elements: readonly Element[], schema: TSchema | undefined): TextFields => {
  const properties = schema === undefined ? {} : propertiesOf(schema);
  const names = Object.keys(properties);
  const fields = Object.create(null) as TextFields;
  for (const [name, group] of Map.groupBy(elements, (element) => propertyOf(names, element))) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    fields[name] = valueOfGroup(group, property);
  }
  return fields;
};

/** A list comes as repeated elements, or as one element around its items. */
const valueOfGroup = (group: readonly Element[], schema: Described | undefined): unknown => {
  const [only] = group;
  if (schema?.type !== 'array') {
    return group.length === 1
      ? valueOf(only!, schema)
      : group.map((element) => valueOf(element, undefined));
  }
  const isWrapped =
    group.length === 1 && (only!.children.length > 0 || only!.text.trim() === '') && !only!.isNil;
  const items = isWrapped ? only!.children : group;
  return items.map((item) => valueOf(item, schema.items as Described | undefined));
};

const valueOf = (element: Element, schema: Described | undefined): unknown => {
  if (element.isNil) return null;
  if (element.children.length > 0 || schema?.type === 'object')
    return fieldsOf(element.children, schema);
  return readScalar(element.text, schema);
};

/** The parser itself passes over much that is not well-formed, and throws for names that are traps in JavaScript. */
const parse = (text: string): readonly ParsedNode[] => {
  try {
    if (XMLValidator.validate(text) === true) return parser.parse(text) as readonly ParsedNode[];
  } catch {
    throw invalid('It has a name that is not read here, or does not end.');
  }
  throw invalid('It is not well-formed.');
};

/**
 * The value of an XML document (XML 1.0) under a schema: the children of the root element are fields, texts are read as the
 * schema asks, `nil="true"` is null, and a list is repeated elements or one element around its items. Hyphens in names
 * stand for underscores where the schema has those. Attributes are ignored, namespaces are part of names.
 *
 * Throws `invalid_xml` for what is not well-formed, for a document type, for entities that XML itself does not have, and
 * for more than 16 levels. Takes no more memory than a multiple of the text; nothing outside of it is ever read.
 */
export const readXml = (text: string, schema: TSchema): unknown => {
  if (/<!(?!--|\[CDATA\[)/.test(text)) throw invalid('It must have no document type.');
  const roots = elementsOf(parse(text), 0);
  if (roots.length !== 1) throw invalid('It must have one root element.');
  return valueOf(roots[0]!, { ...schema, type: 'object' });
};
