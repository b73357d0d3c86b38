/** java.text.MessageFormat as String.format uses it: `{0}` placeholders, single quotes that quote, doubled quotes. */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { ApexDate, ApexDatetime, BoxedDouble, Decimal, textOf, type ApexList, box } from '../runtime/values/index.ts';
import { formatLocalNumber, formatShortDate, formatShortDatetime } from './locale-format.ts';

/** Fills the pattern; a placeholder beyond the arguments stays as it is. */
export function formatMessage(rt: Runtime, pattern: string, args: ApexList): string {
  let out = '';
  let quoted = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at] ?? '';
    if (char === "'") {
      if (pattern[at + 1] === "'") {
        out += "'";
        at += 1;
      } else quoted = !quoted;
    } else if (char === '{' && !quoted) {
      const end = pattern.indexOf('}', at);
      if (end < 0) throw new ApexException('System.StringException', 'Unmatched braces in the pattern.');
      const name = pattern.slice(at + 1, end).trim();
      out += placeholder(rt, name, args);
      at = end;
    } else out += char;
  }
  return out;
}

function placeholder(rt: Runtime, name: string, args: ApexList): string {
  const [index = '', ...style] = name.split(',').map((part) => part.trim());
  if (!/^\d+$/.test(index)) {
    throw new ApexException('System.StringException', `can't parse argument number: ${index}`);
  }
  const position = Number(index);
  if (position >= args.items.length) return `{${index}}`;
  const value = box(args.items[position], args.elementType);
  if (style.length > 0 && style[0] !== 'number' && style[0] !== 'date') {
    throw new ApexException('System.StringException', `unknown format type: ${style[0] ?? ''}`);
  }
  // Decimals and dates print in the user's locale, everything else as String.valueOf prints it, also whole numbers
  // (ZackFra/Salesforce-Moxygen, Common.dateToSoqlString: a year has no thousands separator).
  if (value instanceof Decimal || value instanceof BoxedDouble) {
    return formatLocalNumber(rt, value instanceof BoxedDouble ? value.value : value);
  }
  if (value instanceof ApexDate) return formatShortDate(rt, value);
  if (value instanceof ApexDatetime) return formatShortDatetime(rt, value);
  return textOf(rt, value);
}
