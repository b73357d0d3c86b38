/**
 * Writes local-org/src/apex/generated/platform-signatures.json: every platform Apex type with its members, as facts.
 * The source is the standard-types jar inside npm's @salesforce/code-analyzer-pmd-engine, read with the JDK's own `javap`.
 *
 *   node scripts/generate-platform-signatures.ts <path to standard-types-65.0.0.jar>
 *
 * What is written, and how the jar's oddities are levelled, stands in local-org/src/apex/generated/README.md.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';

interface TypeFacts {
  kind: 'class' | 'abstract' | 'interface' | 'enum';
  params?: string[];
  extends?: string;
  implements?: string[];
  new?: string[];
  methods?: string[];
  props?: string[];
  values?: string[];
}

const ROOT = 'com.nawforce.runforce.';
const TARGET = new URL('../local-org/src/apex/generated/platform-signatures.json', import.meta.url);

/** Visualforce component classes and internals are not Apex types that a class can name; the rest of Apex is. */
const LEFT_OUT = /^(Component|Internal|SObjectStubs)\./;

/** Namespaces as the platform writes them where the jar has another case. */
const NAMESPACE_CASE: Readonly<Record<string, string>> = {
  cache: 'Cache',
  eventbus: 'EventBus',
  dom: 'Dom',
  reports: 'Reports',
};

/** Enums whose order matters (`ordinal`, `values()`, comparison of levels); the jar has them alphabetically. */
const ENUM_ORDER: Readonly<Record<string, readonly string[]>> = {
  'System.TriggerOperation': [
    'BEFORE_INSERT',
    'BEFORE_UPDATE',
    'BEFORE_DELETE',
    'AFTER_INSERT',
    'AFTER_UPDATE',
    'AFTER_DELETE',
    'AFTER_UNDELETE',
  ],
  'System.LoggingLevel': ['NONE', 'INTERNAL', 'FINEST', 'FINER', 'FINE', 'DEBUG', 'INFO', 'WARN', 'ERROR'],
  'System.RoundingMode': ['UP', 'DOWN', 'CEILING', 'FLOOR', 'HALF_UP', 'HALF_DOWN', 'HALF_EVEN', 'UNNECESSARY'],
  'System.AccessType': ['CREATABLE', 'READABLE', 'UPDATABLE', 'UPSERTABLE'],
};

/** Members that the jar types loosely (Object) or spells otherwise than the platform's reference. */
const CORRECTIONS: readonly (readonly [type: string, from: string, to: string])[] = [
  ['System.System', 'static Assert(', 'static assert('],
  ['System.Decimal', 'divide(Decimal,Integer,Object)', 'divide(Decimal,Integer,RoundingMode)'],
  ['System.Trigger', 'static New:', 'static new:'],
  ['System.Http', 'send(Object)', 'send(HttpRequest)'],
  ['System.Test', 'setCurrentPage(Object)', 'setCurrentPage(PageReference)'],
  ['System.Test', 'setCurrentPageReference(Object)', 'setCurrentPageReference(PageReference)'],
  ['System.SObject', 'setOptions(Object)', 'setOptions(Database.DMLOptions)'],
  ['System.SObject', 'getAll(', 'static getAll('],
  ['System.SObject', 'getInstance(', 'static getInstance('],
  ['System.SObject', 'getOrgDefaults(', 'static getOrgDefaults('],
  ['System.SObject', 'getValues(', 'static getValues('],
];

/** The jar lists field-level addError on every primitive; the checker treats it as a member of a field expression instead. */
const PRIMITIVES = new Set(
  ['String', 'Integer', 'Long', 'Double', 'Decimal', 'Boolean', 'Id', 'Date', 'Datetime', 'Time', 'Blob'].map(
    (name) => `System.${name}`,
  ),
);

const [jar] = process.argv.slice(2);
if (jar === undefined) {
  process.stderr.write('Give the path of the standard-types jar.\n');
  process.exit(2);
}
const types = readTypes(jar);
const lines = [...types]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, facts]) => `"${name}":${JSON.stringify(facts)}`);
writeFileSync(TARGET, `{"source":"${basename(jar)}","types":{\n${lines.join(',\n')}\n}}\n`);
process.stdout.write(`${types.size} types\n`);

function readTypes(path: string): Map<string, TypeFacts> {
  const classes = execFileSync('unzip', ['-Z1', path], { encoding: 'utf8' })
    .split('\n')
    .filter((entry) => entry.endsWith('.class'))
    .map((entry) => entry.slice(0, -'.class'.length).replaceAll('/', '.'));
  const listing = execFileSync('javap', ['-public', '-cp', path, ...classes], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const found = new Map<string, TypeFacts>();
  for (const block of listing.split(/^Compiled from .*$/m)) {
    const declared = readType(block.trim());
    if (declared) found.set(...declared);
  }
  return found;
}

function readType(block: string): [string, TypeFacts] | undefined {
  const [head, ...rest] = block.split('\n');
  const header =
    /^public (final |abstract )*(class|interface) ([\w.$]+)(?:<(.*?)>)?(?: extends (.*?))?(?: implements (.*?))? \{$/.exec(
      head ?? '',
    );
  if (!header?.[3]) return undefined;
  const name = qualified(header[3]);
  if (LEFT_OUT.test(name)) return undefined;

  const isEnum = header[5]?.startsWith('java.lang.Enum') ?? false;
  const kind = isEnum ? 'enum' : header[2] === 'interface' ? 'interface' : header[1] ? 'abstract' : 'class';
  const facts: TypeFacts = { kind };
  if (isEnum) {
    const declared = rest.flatMap((line) => /^ {2}public static final [\w.$]+ (\w+);$/.exec(line)?.[1] ?? []);
    facts.values = [...(ENUM_ORDER[name] ?? declared)];
    return [name, facts];
  }
  if (header[4]) facts.params = header[4].split(', ');
  const parents = split(typeText(header[5] ?? ''));
  if (header[2] === 'interface') {
    if (parents.length > 0) facts.implements = parents;
  } else {
    if (parents[0]) facts.extends = parents[0];
    const interfaces = split(typeText(header[6] ?? ''));
    if (interfaces.length > 0) facts.implements = interfaces;
  }
  readMembers(name, header[3], rest, facts);
  return [name, facts];
}

function readMembers(name: string, javaName: string, lines: readonly string[], facts: TypeFacts): void {
  const constructors: string[] = [];
  const methods: string[] = [];
  const props: string[] = [];
  for (const line of lines) {
    const constructor = new RegExp(`^  public ${javaName.replaceAll(/[.$]/g, '\\$&')}\\((.*)\\);$`).exec(line);
    if (constructor) {
      constructors.push(`(${typeText(constructor[1] ?? '')})`);
      continue;
    }
    const method = /^ {2}public (static )?(?:abstract )?(?:final )?(\S.*?) ([\w$]+)\((.*)\);$/.exec(line);
    if (method) {
      const member = (method[3] ?? '').replace(/\$$/, '');
      if (member === 'addError' && PRIMITIVES.has(name)) continue;
      methods.push(`${method[1] ?? ''}${member}(${typeText(method[4] ?? '')}):${typeText(method[2] ?? '')}`);
      continue;
    }
    const prop = /^ {2}public (static )?(?:final )?(\S.*?) ([\w$]+);$/.exec(line);
    if (prop && prop[3] !== 'UserRecordAccess')
      props.push(`${prop[1] ?? ''}${(prop[3] ?? '').replace(/\$$/, '')}:${typeText(prop[2] ?? '')}`);
  }
  const correct = (member: string): string =>
    CORRECTIONS.reduce((text, [type, from, to]) => (type === name ? text.replace(from, to) : text), member);
  // The jar gives every class a default constructor; primitives and classes of static members only have none on the platform.
  const onlyStatics = methods.length + props.length > 0 && [...methods, ...props].every((m) => m.startsWith('static '));
  if (constructors.length > 0 && !onlyStatics && !PRIMITIVES.has(name)) facts.new = constructors;
  if (methods.length > 0) facts.methods = methods.map(correct);
  if (props.length > 0) facts.props = props.map(correct);
}

/** A Java class name as the platform's full name: `Database.DMLOptions.EmailHeader`. */
function qualified(javaName: string): string {
  const [namespace = '', ...rest] = javaName.replace(ROOT, '').replace(/\$$/, '').replaceAll('$', '.').split('.');
  return [NAMESPACE_CASE[namespace] ?? namespace, ...rest].join('.');
}

/** A Java type (or a list of them) as Apex writes it: no `System.`, arrays as lists, no blanks. */
function typeText(java: string): string {
  return java
    .replaceAll(/com\.nawforce\.runforce\.[\w.$]+/g, (name) => {
      const full = qualified(name).replace(/^(System|Internal|SObjectStubs)\./, '');
      return full === 'Any' ? 'Object' : full;
    })
    .replaceAll(/java\.lang\.(\w+)/g, '$1')
    .replaceAll(/([\w.]+)\[\]/g, 'List<$1>')
    .replaceAll(' ', '');
}

/** Splits at the commas that stand outside of `<…>`. */
function split(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at += 1) {
    if (list[at] === '<') depth += 1;
    if (list[at] === '>') depth -= 1;
    if (list[at] === ',' && depth === 0) {
      parts.push(list.slice(start, at));
      start = at + 1;
    }
  }
  if (start < list.length) parts.push(list.slice(start));
  return parts;
}
