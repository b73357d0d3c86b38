/** Writes application/xml (docs.mulesoft.com, "XML Format"). */
import { failure } from '../errors.ts';
import { toText } from '../values/text.ts';
import { typeName } from '../values/type-names.ts';
import { CData, Key, ObjectValue, bare, isArray, type Entry, type Namespace, type Value } from '../values/value.ts';
import type { Settings } from './settings.ts';

interface Style {
  readonly indented: boolean;
  readonly inline: boolean;
  readonly nil: boolean;
  readonly skipsElements: boolean;
  readonly skipsAttributes: boolean;
}

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const escapeAttribute = (text: string): string =>
  escapeText(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#xA;')
    .replaceAll('\r', '&#xD;')
    .replaceAll('\t', '&#x9;');
const qualified = ({ name, namespace }: Key): string => (namespace?.prefix ? `${namespace.prefix}:${name}` : name);
const XSI: Namespace = { prefix: 'xsi', uri: 'http://www.w3.org/2001/XMLSchema-instance' };

/** Writes an object of one root element. Throws for anything else, as XML has one root. */
export function writeXml(value: Value, settings: Settings): string {
  const root = bare(value);
  const style: Style = {
    indented: settings.flag('indent', true),
    inline: settings.text('inlineCloseOn', 'empty') === 'empty',
    nil: settings.flag('writeNilOnNull', false),
    skipsElements: settings.skipsNull('elements'),
    skipsAttributes: settings.skipsNull('attributes'),
  };
  const quote = settings.flag('doubleQuoteInDeclaration', false) ? '"' : "'";
  const encoding = settings.text('encoding', 'UTF-8');
  const declaration = settings.flag('writeDeclaration', true)
    ? `<?xml version=${quote}1.0${quote} encoding=${quote}${encoding}${quote}?>${style.indented ? '\n' : ''}`
    : '';
  if (root === null) return declaration;
  if (!(root instanceof ObjectValue)) {
    throw failure(
      `Trying to output non-whitespace characters outside main element tree (in prolog or epilog), while writing Xml at .`,
    );
  }
  const [entry, second] = root.entries;
  if (second) throw failure('Trying to output second root, <' + qualified(second.key) + '>, while writing Xml at .');
  return entry ? declaration + element(entry, '\n', new Map(), style) : declaration;
}

/** `line` is the line break with the indent of the element. */
function element({ key, value: held }: Entry, line: string, outer: ReadonlyMap<string, string>, style: Style): string {
  const value = bare(held);
  if (isArray(value)) {
    const separator = style.indented ? line : '';
    return value.map((item) => element({ key, value: item }, line, outer, style)).join(separator);
  }
  const attributes = key.attributes.filter((entry) => !style.skipsAttributes || bare(entry.value) !== null);
  const isNil = value === null && style.nil;
  const used = [key, ...attributes.map((entry) => entry.key), ...(isNil ? [new Key('nil', XSI)] : [])];
  const { declared, known } = declare(used, outer);
  const name = qualified(key);
  const written = attributes
    .map((entry) => ` ${qualified(entry.key)}="${escapeAttribute(simple(entry.value))}"`)
    .join('');
  const start = `<${name}${declared}${isNil ? ' xsi:nil="true"' : ''}${written}`;
  const content = contentOf(value, line, known, style);
  if (content === '' && style.inline) return `${start}/>`;
  return `${start}>${content}</${name}>`;
}

/** `xmlns` attributes for the namespaces that are not in force. */
function declare(
  keys: readonly Key[],
  outer: ReadonlyMap<string, string>,
): { readonly declared: string; readonly known: ReadonlyMap<string, string> } {
  const known = new Map(outer);
  let declared = '';
  for (const { namespace } of keys) {
    if (!namespace || known.get(namespace.prefix) === namespace.uri) continue;
    known.set(namespace.prefix, namespace.uri);
    declared += ` xmlns${namespace.prefix === '' ? '' : `:${namespace.prefix}`}="${escapeAttribute(namespace.uri)}"`;
  }
  return { declared, known };
}

function contentOf(value: Value, line: string, known: ReadonlyMap<string, string>, style: Style): string {
  if (value === null) return '';
  if (value instanceof CData) return `<![CDATA[${value.text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  if (!(value instanceof ObjectValue)) return escapeText(simple(value));
  const inner = `${line}  `;
  const kept = value.entries.filter((entry) => {
    const own = bare(entry.value);
    return !(style.skipsElements && own === null) && !(isArray(own) && own.length === 0);
  });
  const isMixed = kept.some(({ key }) => key.name === '__text');
  const parts = kept.map((entry) =>
    entry.key.name === '__text' ? escapeText(simple(entry.value)) : element(entry, inner, known, style),
  );
  if (!style.indented || isMixed || parts.length === 0) return parts.join('');
  return `${inner}${parts.join(inner)}${line}`;
}

function simple(held: Value): string {
  const value = bare(held);
  if (value === null) return '';
  const text = toText(value);
  if (text === undefined) throw failure(`Cannot coerce ${typeName(value)} to String`);
  return text;
}
