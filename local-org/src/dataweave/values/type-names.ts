/** What a value's type is called, and how a type is written. */
import type { TypeNode } from '../parser/index.ts';
import { isNum } from './numbers.ts';
import { Period, Temporal, Zone } from './temporal.ts';
import {
  Attributed,
  BinaryValue,
  CData,
  Key,
  NamespaceValue,
  ObjectValue,
  RegexValue,
  TypeValue,
  isArray,
  type Value,
} from './value.ts';

/** The name of a value's type, or the text of a type. */
export function typeName(value: Value | TypeNode): string {
  if (typeof value === 'object' && value !== null && 'k' in value) {
    return value.k === 'function' && 'call' in value ? 'Function' : writtenType(value);
  }
  if (value instanceof Attributed) return typeName(value.value);
  if (value === null) return 'Null';
  if (typeof value === 'string' || value instanceof CData) return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  if (isNum(value)) return 'Number';
  if (isArray(value)) return 'Array';
  if (value instanceof ObjectValue) return 'Object';
  if (value instanceof Temporal) return value.kind;
  if (value instanceof Key) return 'Key';
  if (value instanceof Period) return 'Period';
  if (value instanceof Zone) return 'TimeZone';
  if (value instanceof RegexValue) return 'Regex';
  if (value instanceof BinaryValue) return 'Binary';
  if (value instanceof TypeValue) return 'Type';
  if (value instanceof NamespaceValue) return 'Namespace';
  throw new TypeError('A value of DataWeave has one of the types above');
}

function writtenType(type: TypeNode): string {
  switch (type.k) {
    case 'named':
      return type.args.length === 0 ? type.name : `${type.name}<${type.args.map(writtenType).join(', ')}>`;
    case 'object':
      return 'Object';
    case 'function':
      return 'Function';
    case 'literal':
      return type.value.k === 'text'
        ? `"${type.value.parts.map((part) => (typeof part === 'string' ? part : '')).join('')}"`
        : 'Literal';
    case 'union':
      return type.items.map(writtenType).join(' | ');
    case 'intersection':
      return type.items.map(writtenType).join(' & ');
  }
}
