/** The header of change events in triggers: EventBus.ChangeEventHeader (Apex Reference, "ChangeEventHeader Class"). */
import { platformFunction } from './registry.ts';
import type { ApexRuntime } from './runtime.ts';
import { Types } from './type-ref.ts';
import { ApexList, type ApexSObject } from './values/index.ts';

const TYPE = 'EventBus.ChangeEventHeader';
const FIELD = 'ChangeEventHeader';
/** Properties that are Long in Apex. */
const LONG = new Set(['commitTimestamp', 'commitNumber']);

/** Puts header objects where the event log keeps their text. */
export function readChangeEventHeaders(rt: ApexRuntime, events: readonly ApexSObject[]): void {
  for (const event of events) {
    const text = event.populated.get(FIELD);
    if (typeof text === 'string') event.populated.set(FIELD, headerOf(rt, text));
  }
}

function headerOf(rt: ApexRuntime, text: string): unknown {
  const header = platformFunction(`new ${TYPE}()`)(rt);
  const facts = JSON.parse(text) as Readonly<Record<string, string | number | readonly string[]>>;
  for (const [name, value] of Object.entries(facts)) {
    const given =
      typeof value === 'object' ? ApexList.of(Types.String, [...value]) : LONG.has(name) ? BigInt(value) : value;
    platformFunction(`${TYPE}.set${name.charAt(0).toUpperCase()}${name.slice(1)}(${parameterOf(value, name)})`)(
      rt,
      header,
      given,
    );
  }
  return header;
}

const parameterOf = (value: unknown, name: string): string =>
  typeof value === 'object'
    ? 'List<String>'
    : LONG.has(name)
      ? 'Long'
      : typeof value === 'number'
        ? 'Integer'
        : 'String';
