/**
 * Reads the published test corpus of the platform's formula engine (github.com/salesforce/formula-engine, folder
 * impl/src/test): formulas, input values and the value the engine gave. It is read where `FORMULA_SAMPLES` says and never committed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import type { FieldValue } from '../../src/engine/records.ts';
import type { FieldDef, FieldType } from '../../src/schema/types.ts';
import { field } from '../dml/schema-fixture.ts';

/** One formula with all inputs it was tried on. */
export interface CorpusFormula {
  readonly name: string;
  readonly formula: string;
  readonly type: FieldType;
  readonly fields: readonly FieldDef[];
  readonly trials: readonly CorpusTrial[];
}

export interface CorpusTrial {
  readonly given: string;
  readonly values: Readonly<Record<string, FieldValue>>;
  /** With blank numbers as zero, and with blanks as blanks; undefined where the engine failed. */
  readonly blankAsZero: FieldValue | undefined;
  readonly blankAsBlank: FieldValue | undefined;
}

type Node = Readonly<Record<string, unknown>>;
const types: Readonly<Record<string, FieldType>> = {
  Double: 'double',
  Currency: 'double',
  Percent: 'percent',
  Text: 'string',
  textarea: 'string',
  phone: 'phone',
  email: 'email',
  url: 'url',
  DateOnly: 'date',
  DateTime: 'datetime',
  TimeOnly: 'time',
  Boolean: 'boolean',
};

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => ['testcase', 'testInstance', 'result', 'referencefield'].includes(name),
});

/** Every formula of the corpus whose inputs could be read. */
export function readCorpus(folder: string): readonly CorpusFormula[] {
  const definitions = new Map<string, Node>();
  const resources = join(folder, 'impl/src/test/resources/com/force/formula/impl');
  for (const file of readdirSync(resources)) {
    if (!/^formulatests.*\.xml$/.test(file)) continue;
    for (const node of testCases(parser.parse(readFileSync(join(resources, file), 'utf8')))) {
      definitions.set(attribute(node, 'name'), node);
    }
  }
  const gold = join(folder, 'impl/src/test/goldfiles/FormulaFields');
  return readdirSync(gold)
    .filter((file) => file.endsWith('.xml'))
    .flatMap((file) => {
      const root = (parser.parse(readFileSync(join(gold, file), 'utf8')) as Node)['testCase'] as Node;
      const definition = definitions.get(attribute(root, 'name'));
      return definition === undefined ? [] : formulasOf(root, definition);
    });
}

function testCases(node: unknown): readonly Node[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, child]) =>
    name === 'testcase'
      ? (child as readonly Node[])
      : Array.isArray(child)
        ? child.flatMap(testCases)
        : testCases(child),
  );
}

function formulasOf(root: Node, definition: Node): readonly CorpusFormula[] {
  const inputs: FieldDef[] = [];
  const fields = fieldsOf(definition, inputs);
  return nodes(root['testInstance']).flatMap((instance) => {
    const type = types[attribute(instance, 'returntype')];
    // A swapped instance exchanges fields, types or both in ways the files do not say.
    const asDefined = attribute(instance, 'formula') === attribute(definition, 'code');
    if (type === undefined || fields === undefined || !asDefined) return [];
    if (attribute(definition, 'swapTypes') === 'true') return [];
    const trials = nodes(instance['result']).flatMap((result) => trialOf(result, inputs, type) ?? []);
    return [{ name: attribute(root, 'name'), formula: attribute(instance, 'formula'), type, fields, trials }];
  });
}

/** Stored fields go to `inputs` in the order of the input values; undefined for a type that is not known here. */
function fieldsOf(node: Node, inputs: FieldDef[]): readonly FieldDef[] | undefined {
  const found: FieldDef[] = [];
  for (const reference of nodes(node['referencefield'])) {
    const type = types[attribute(reference, 'dataType')];
    if (type === undefined) return undefined;
    const name = `${attribute(reference, 'devName')}__c`;
    const code = reference['code'];
    if (typeof code === 'string') {
      const inner = fieldsOf(reference, inputs);
      if (inner === undefined) return undefined;
      found.push(...inner, field(name, type, { formula: code }));
    } else if (!inputs.some((each) => each.name === name)) {
      const stored = field(name, type);
      inputs.push(stored);
      found.push(stored);
    }
  }
  return found;
}

function trialOf(result: Node, inputs: readonly FieldDef[], type: FieldType): CorpusTrial | undefined {
  const given = textOf(result['inputvalues']).slice(1, -1);
  const parts = given.split(', ');
  // Values with commas of their own or with a time zone cannot be told apart.
  if (parts.length !== inputs.length || /:[A-Z]{3}\b|:24:00:00/.test(given)) return undefined;
  const values: Record<string, FieldValue> = {};
  for (const [index, input] of inputs.entries()) values[input.name] = inputValue(parts[index] ?? '', input.type);
  return {
    given,
    values,
    blankAsZero: outputValue(textOf(result['formula']), type),
    blankAsBlank: outputValue(textOf(result['formulaNullAsNull']), type),
  };
}

function inputValue(text: string, type: FieldType): FieldValue {
  if (text === '' || text === 'NULL' || text === 'null') return null;
  const parts = text.trim().split(':');
  const date = parts.slice(0, 3).join('-');
  switch (type) {
    case 'double':
    case 'percent':
      return Number(text);
    case 'date':
      return date;
    case 'datetime':
      return `${date}T${parts.slice(3).join(':') || '00:00:00'}.000Z`;
    case 'boolean':
      return text === 'true' || text === '1';
    default:
      return text;
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function outputValue(text: string, type: FieldType): FieldValue | undefined {
  if (text.startsWith('Error')) return undefined;
  if (text === 'null' || text === '') return null;
  const java = /^\w{3} (\w{3}) (\d\d) ([\d:]{8}) GMT (\d{4})$/.exec(text);
  switch (type) {
    case 'double':
    case 'percent':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'date':
    case 'datetime': {
      if (java === null) return undefined;
      const month = String(months.indexOf(java[1] ?? '') + 1).padStart(2, '0');
      const date = `${java[4] ?? ''}-${month}-${java[2] ?? ''}`;
      return type === 'date' ? date : `${date}T${java[3] ?? ''}.000Z`;
    }
    case 'time': {
      const time = /^(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?$/.exec(text);
      return time === null ? undefined : `${time[1] ?? ''}:${time[2] ?? '00'}.${(time[3] ?? '').padEnd(3, '0')}Z`;
    }
    default:
      return text;
  }
}

function nodes(value: unknown): readonly Node[] {
  return Array.isArray(value) ? (value as readonly Node[]) : [];
}

function attribute(node: Node, name: string): string {
  const value = node[name];
  return typeof value === 'string' ? value : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
