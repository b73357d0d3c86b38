/** What selectors select ("DataWeave Selectors", docs.mulesoft.com). */
import { failure } from '../errors.ts';
import type { SelectorKind } from '../parser/index.ts';
import { toInteger, isNum } from '../values/numbers.ts';
import { NANOS_PER_SECOND, Temporal, Period, civil, dayOfWeek, dayOfYear, offsetOf, Zone } from '../values/temporal.ts';
import { toText } from '../values/text.ts';
import { typeName } from '../values/type-names.ts';
import { offsetText } from '../values/temporal-text.ts';
import {
  Attributed,
  Key,
  NamespaceValue,
  ObjectValue,
  bare,
  isArray,
  type Entry,
  type Namespace,
  type Value,
} from '../values/value.ts';

/** A name to select; without a namespace any matches. */
export interface Selected {
  readonly name: string;
  readonly namespace: Namespace | undefined;
}

/** True when the key is the one selected. */
export const isSelected = ({ name, namespace }: Selected, key: Key): boolean =>
  key.name === name && (namespace === undefined || key.namespace?.uri === namespace.uri);

/** The value a selector gives, undefined when nothing is selected. */
export function select(value: Value, kind: SelectorKind, selected: Selected | undefined): Value | undefined {
  const wanted = (): Selected => selected ?? { name: '', namespace: undefined };
  switch (kind) {
    case 'value':
      return selectValue(value, wanted());
    case 'multi':
      return nonEmpty(multi(value, wanted()));
    case 'attribute':
      return selectAttribute(value, wanted());
    case 'multiAttribute':
      return nonEmpty(multiAttributes(value, wanted()));
    case 'attributes': {
      const own = attributes(value);
      return own.length === 0 ? undefined : new ObjectValue(own);
    }
    case 'pair':
    case 'multiPair':
      return selectPairs(value, wanted(), kind === 'multiPair');
    case 'descendants':
      return descendants(value);
    case 'descendantValues':
      return nonEmpty(descendantValues(value, wanted(), false));
    case 'descendantMulti':
      return nonEmpty(descendantValues(value, wanted(), true));
    case 'namespace': {
      const namespace = firstKey(value)?.namespace;
      return namespace ? new NamespaceValue(namespace) : undefined;
    }
    case 'metadata':
      return metadata(value, wanted().name);
  }
}

const nonEmpty = (values: readonly Value[]): Value | undefined => (values.length === 0 ? undefined : values);

function selectValue(held: Value, selected: Selected): Value | undefined {
  const value = bare(held);
  if (value === null) return undefined;
  if (value instanceof ObjectValue) return value.entries.find(({ key }) => isSelected(selected, key))?.value;
  if (isArray(value)) {
    const found = value.flatMap((item) => {
      const own = item instanceof ObjectValue || isArray(item) ? selectValue(item, selected) : undefined;
      return own === undefined ? [] : [own];
    });
    return nonEmpty(found);
  }
  if (value instanceof Temporal) return temporalPart(value, selected.name);
  if (value instanceof Period) return periodPart(value, selected.name);
  throw failure(
    `You called the function 'Value Selector' with these arguments: \n  1: ${typeName(value)} (${JSON.stringify(toText(value) ?? '')})\n  2: Name ("${selected.name}")\n\nBut it expects one of these combinations:\n  (Array, Name)\n  (Array, String)\n  (Date, Name)\n  (DateTime, Name)\n  (LocalDateTime, Name)\n  (LocalTime, Name)\n  (Object, Name)\n  (Object, String)\n  (Period, Name)\n  (Time, Name)`,
  );
}

function multi(value: Value, selected: Selected): readonly Value[] {
  if (value instanceof ObjectValue) {
    return value.entries.filter(({ key }) => isSelected(selected, key)).map((entry) => entry.value);
  }
  if (isArray(value)) return value.flatMap((item) => multi(item, selected));
  return [];
}

/** The first key of an object: its attributes and namespace are the object's. */
function firstKey(value: Value): Key | undefined {
  if (value instanceof Key) return value;
  return value instanceof ObjectValue ? value.entries[0]?.key : undefined;
}

function attributes(value: Value): readonly Entry[] {
  return value instanceof Key || value instanceof ObjectValue || value instanceof Attributed ? value.attributes : [];
}

function selectAttribute(value: Value, selected: Selected): Value | undefined {
  if (isArray(value)) return nonEmpty(value.flatMap((item) => selectAttribute(item, selected) ?? []));
  return attributes(value).find(({ key }) => isSelected(selected, key))?.value;
}

function multiAttributes(value: Value, selected: Selected): readonly Value[] {
  const own = attributes(value)
    .filter(({ key }) => isSelected(selected, key))
    .map((entry) => entry.value);
  return own.length > 0 || !isArray(value) ? own : value.flatMap((item) => multiAttributes(item, selected));
}

function selectPairs(value: Value, selected: Selected, all: boolean): Value | undefined {
  if (isArray(value)) {
    return nonEmpty(value.flatMap((item) => selectPairs(item, selected, all) ?? []));
  }
  if (!(value instanceof ObjectValue)) return undefined;
  const found = value.entries.filter(({ key }) => isSelected(selected, key));
  if (found.length === 0) return undefined;
  return new ObjectValue(all ? found : found.slice(0, 1));
}

function children(value: Value): readonly Value[] {
  if (value instanceof ObjectValue) return value.entries.map((entry) => entry.value);
  return isArray(value) ? value : [];
}

function descendants(value: Value): readonly Value[] {
  return children(value).flatMap((child) => [child, ...descendants(child)]);
}

/** Of each object the first value of the name, or with `all` every one, and then those of its children. */
function descendantValues(value: Value, selected: Selected, all: boolean): readonly Value[] {
  const own =
    value instanceof ObjectValue
      ? value.entries.filter(({ key }) => isSelected(selected, key)).map((entry) => entry.value)
      : [];
  const below = children(value).flatMap((child) => descendantValues(child, selected, all));
  return [...(all ? own : own.slice(0, 1)), ...below];
}

function metadata(value: Value, name: string): Value | undefined {
  if (value instanceof ObjectValue) return value.schema?.[name];
  return undefined;
}

const TEMPORAL_PARTS: Readonly<Record<string, (value: Temporal) => Value>> = {
  year: (value) => civil(value.day).year,
  month: (value) => civil(value.day).month,
  day: (value) => civil(value.day).day,
  quarter: (value) => Math.ceil(civil(value.day).month / 3),
  dayOfWeek: (value) => dayOfWeek(value.day),
  dayOfYear: (value) => dayOfYear(value.day),
};
const TIME_PARTS: Readonly<Record<string, (value: Temporal) => Value>> = {
  hour: (value) => Math.floor(value.nano / NANOS_PER_SECOND / 3600),
  minutes: (value) => Math.floor(value.nano / NANOS_PER_SECOND / 60) % 60,
  seconds: (value) => Math.floor(value.nano / NANOS_PER_SECOND) % 60,
  milliseconds: (value) => Math.floor((value.nano % NANOS_PER_SECOND) / 1_000_000),
  nanoseconds: (value) => value.nano % NANOS_PER_SECOND,
};

function temporalPart(value: Temporal, name: string): Value | undefined {
  const date = value.hasDate ? TEMPORAL_PARTS[name] : undefined;
  const time = value.hasTime ? TIME_PARTS[name] : undefined;
  if (date ?? time) return (date ?? time)?.(value);
  if (name === 'timezone' && value.zone)
    return new Zone(/^[A-Z][a-z]/.test(value.zone.id) ? value.zone.id : offsetText(offsetOf(value)));
  if (name === 'offsetSeconds' && value.zone) return offsetOf(value);
  return undefined;
}

function periodPart(value: Period, name: string): Value | undefined {
  const seconds = Number(value.nanos / BigInt(NANOS_PER_SECOND));
  const parts: Readonly<Record<string, number>> = {
    years: Math.trunc(value.months / 12),
    months: value.months % 12,
    days: value.days + Math.trunc(seconds / 86_400),
    hours: Math.trunc(seconds / 3600) % 24,
    minutes: Math.trunc(seconds / 60) % 60,
    secs: seconds % 60,
  };
  return parts[name];
}

/** `value[index]`: a position, a range, or a key. */
export function selectIndex(held: Value, place: Value): Value | undefined {
  const [value, index] = [bare(held), bare(place)];
  if (value === null) return undefined;
  if (isArray(index)) return selectRange(value, index);
  if (isNum(index)) {
    const at = toInteger(index);
    if (isArray(value)) return value.at(at);
    if (value instanceof ObjectValue) return value.entries.at(at)?.value;
    const text = toText(value);
    if (text === undefined) throw failure(`Cannot select by index from ${typeName(value)}`);
    return text.at(at);
  }
  const name = toText(index);
  if (name === undefined) throw failure(`Cannot select by ${typeName(index)}`);
  return selectValue(value, { name, namespace: index instanceof Key ? index.namespace : undefined });
}

function selectRange(value: Value, range: readonly Value[]): Value | undefined {
  const [first, last] = [bare(range[0] ?? 0), bare(range.at(-1) ?? 0)];
  if (!isNum(first) || !isNum(last)) throw failure('A range selects by two numbers');
  const whole = isArray(value) ? value : toText(value);
  if (whole === undefined) throw failure(`Cannot select a range from ${typeName(value)}`);
  const place = (at: number): number => (at < 0 ? whole.length + at : at);
  const [from, to] = [place(toInteger(first)), place(toInteger(last))];
  if (from < 0 || to < 0 || from >= whole.length || to >= whole.length) return undefined;
  const forward = whole.slice(Math.min(from, to), Math.max(from, to) + 1);
  if (from <= to) return forward;
  return typeof forward === 'string' ? [...forward].reverse().join('') : forward.toReversed();
}

/** `value[?(criteria)]`: members or pairs that fit, undefined when none does. */
export function filterSelection(
  value: Value,
  fits: (item: Value, second: Value, third: Value) => boolean,
): Value | undefined {
  if (value instanceof ObjectValue) {
    const kept = value.entries.filter((entry, index) => fits(entry.value, entry.key, index));
    return kept.length === 0 ? undefined : new ObjectValue(kept);
  }
  if (isArray(value)) return nonEmpty(value.filter((item, index) => fits(item, index, null)));
  return undefined;
}
