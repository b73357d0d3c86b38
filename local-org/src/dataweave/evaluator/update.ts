/** The `update` operator: a copy of a value with one place changed ("Update Operator", docs.mulesoft.com). */
import { failure } from '../errors.ts';
import { isNum, toInteger } from '../values/numbers.ts';
import { toText } from '../values/text.ts';
import { typeName } from '../values/type-names.ts';
import {
  Key,
  ObjectValue,
  attributed,
  bare,
  isArray,
  type Entry,
  type Namespace,
  type Value,
} from '../values/value.ts';
import { isSelected, type Selected } from './selectors.ts';

export interface Step {
  readonly kind: 'value' | 'multi' | 'attribute' | 'index';
  /** A name, or the position of an index. */
  readonly place: Value;
  readonly namespace: Namespace | undefined;
}

/** The new value of the place; undefined leaves it as it is. */
type Change = (old: Value) => Value | undefined;

/** Changes what the steps select. With `upsert` a place that does not exist is made. */
export function updateValue(held: Value, steps: readonly Step[], upsert: boolean, change: Change): Value {
  const [step, ...rest] = steps;
  if (!step) return change(held) ?? held;
  const value = bare(held);
  const inner = (old: Value): Value => updateValue(old, rest, upsert, change);
  if (step.kind === 'index' && isNum(bare(step.place))) return updateIndex(value, step, inner);
  if (isArray(value)) return value.map((item) => updateValue(item, steps, upsert, change));
  if (value === null && upsert) return updateValue(new ObjectValue([]), steps, upsert, change);
  if (!(value instanceof ObjectValue)) return held;
  const name = toText(step.place);
  if (name === undefined) throw failure(`Cannot select by ${typeName(step.place)}`);
  const selected: Selected = { name, namespace: step.namespace };
  if (step.kind === 'attribute') throw failure('An attribute is selected from the key that has it');
  const [next] = rest;
  if (next?.kind === 'attribute') return updateAttribute(value, selected, next, change);
  return updateEntries(value, selected, step.kind === 'multi', upsert, inner);
}

function updateIndex(value: Value, { place }: Step, change: (old: Value) => Value): Value {
  const index = bare(place);
  if (!isArray(value) || !isNum(index)) return value;
  const at = toInteger(index);
  const position = at < 0 ? value.length + at : at;
  return value.map((item, own) => (own === position ? change(item) : item));
}

function updateEntries(
  value: ObjectValue,
  selected: Selected,
  all: boolean,
  upsert: boolean,
  change: (old: Value) => Value,
): Value {
  const first = value.entries.findIndex(({ key }) => isSelected(selected, key));
  const entries = value.entries.map((entry, at) =>
    at === first || (all && isSelected(selected, entry.key)) ? { key: entry.key, value: change(entry.value) } : entry,
  );
  if (first < 0 && upsert) entries.push({ key: new Key(selected.name, selected.namespace), value: change(null) });
  return new ObjectValue(entries, value.schema, value.attributes);
}

function updateAttribute(value: ObjectValue, selected: Selected, step: Step, change: Change): Value {
  const name = toText(step.place) ?? '';
  const changed = ({ key, value: own }: Entry): Entry => {
    if (!isSelected(selected, key)) return { key, value: own };
    const attributes = key.attributes.map((attribute) =>
      isSelected({ name, namespace: step.namespace }, attribute.key)
        ? { key: attribute.key, value: change(attribute.value) ?? attribute.value }
        : attribute,
    );
    return { key: new Key(key.name, key.namespace, attributes), value: attributed(own, attributes) };
  };
  return new ObjectValue(value.entries.map(changed), value.schema, value.attributes);
}
