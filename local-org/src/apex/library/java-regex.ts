/**
 * Regular expressions in the language of java.util.regex.Pattern, which is Apex's, run by JavaScript: the source is translated
 * construct by construct into an expression with the `v` flag. Possessive quantifiers become greedy ones.
 */
import { ApexException } from '../runtime/exception.ts';

const POSIX: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\v\\f\\r',
  javaLowerCase: '\\p{Lowercase}',
  javaUpperCase: '\\p{Uppercase}',
  javaWhitespace: '\\s',
  javaMirrored: '\\(\\)<>\\[\\]\\{\\}',
  IsAlphabetic: '\\p{Alphabetic}',
  IsLetter: '\\p{L}',
  IsDigit: '\\p{Nd}',
  IsPunctuation: '\\p{P}',
  IsLatin: '\\p{Script=Latin}',
  IsUppercase: '\\p{Uppercase}',
  IsLowercase: '\\p{Lowercase}',
};

/** Escapes with the same content inside and outside of a class. */
const CLASS_ESCAPES: Readonly<Record<string, string>> = {
  s: '[ \\t\\n\\v\\f\\r]',
  S: '[^ \\t\\n\\v\\f\\r]',
  h: '[ \\t\\xA0\\u1680\\u180E\\u2000-\\u200A\\u202F\\u205F\\u3000]',
  v: '[\\n\\v\\f\\r\\x85\\u2028\\u2029]',
  d: '\\d',
  D: '\\D',
  w: '\\w',
  W: '\\W',
};

const END = '(?![\\s\\S])';
const ANCHORS: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  z: END,
  Z: `(?=(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])?${END})`,
  b: '\\b',
  B: '\\B',
  R: '(?:\\r\\n|[\\n\\v\\f\\r\\x85\\u2028\\u2029])',
};
const CONTROLS: Readonly<Record<string, string>> = { t: '\\t', n: '\\n', r: '\\r', f: '\\f', a: '\\x07', e: '\\x1B' };

const literal = (char: string): string =>
  /[\\^$.*+?()[\]{}|/\-&!#%,:;<=>@`~]/.test(char) ? escapePunctuation(char) : char;
// In `v` mode only these may be escaped as themselves; the others are written by number.
const escapePunctuation = (char: string): string =>
  /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;

class Translator {
  private at = 0;
  private readonly source: string;
  flags: string;
  private comments = false;

  constructor(source: string, flags: string) {
    this.source = source;
    this.flags = flags;
  }

  translate(): string {
    const text = this.alternatives();
    if (this.at < this.source.length) this.fail("Unmatched closing ')'");
    return text;
  }

  private fail(reason: string): never {
    throw new ApexException('System.StringException', `Invalid regex: ${reason} near index ${this.at}\n${this.source}`);
  }

  /** Up to the closing parenthesis of the group this is called in. */
  private alternatives(): string {
    let out = '';
    let openings = '';
    let closings = '';
    while (this.at < this.source.length) {
      const char = this.source[this.at] ?? '';
      if (char === ')') break;
      this.at += 1;
      if (char === '\\') out += this.escape();
      else if (char === '[') out += this.characterClass();
      else if (char === '(') {
        const opened = this.group();
        out += opened.text;
        if (opened.closing !== '') openings += opened.text;
        closings = opened.closing + closings;
      } else if (char === '|') {
        // A flag that is switched on half-way also holds for the alternatives that follow.
        out += `${closings}|${openings}`;
      } else if (char === '$') out += this.flags.includes('m') ? '$' : (ANCHORS.Z ?? '');
      else if ('*+?'.includes(char) || (char === '{' && /^\{\d+(,\d*)?\}/.test(this.source.slice(this.at - 1)))) {
        out += this.quantifier(char);
      } else if (char === '{') this.fail('Illegal repetition');
      else if (char === '}' || char === ']') out += `\\${char}`;
      else if (this.comments && /\s/.test(char)) continue;
      else if (this.comments && char === '#') this.skipComment();
      else out += char === '/' ? '\\/' : char;
    }
    return out + closings;
  }

  private skipComment(): void {
    while (this.at < this.source.length && this.source[this.at] !== '\n') this.at += 1;
  }

  private quantifier(first: string): string {
    let text = first;
    if (first === '{') {
      const end = this.source.indexOf('}', this.at);
      text = this.source.slice(this.at - 1, end + 1);
      this.at = end + 1;
    }
    const next = this.source[this.at];
    if (next === '?') text += '?';
    if (next === '?' || next === '+') this.at += 1;
    return text;
  }

  /** Also reads the whole group; `closing` ends a flag group that lasts to the end of its surrounding group. */
  private group(): { readonly text: string; readonly closing: string } {
    const rest = this.source.slice(this.at);
    const inline = /^\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])/.exec(rest);
    if (inline && (inline[1] !== '' || inline[2] !== undefined)) return this.flagGroup(inline);
    const opening = /^\?(?::|=|!|<=|<!|>|<[a-zA-Z][a-zA-Z0-9]*>)/.exec(rest)?.[0] ?? '';
    if (opening === '' && rest.startsWith('?')) this.fail('Unknown inline modifier');
    this.at += opening.length;
    const outer = this.flags;
    const body = this.alternatives();
    this.flags = outer;
    this.close();
    return { text: `(${opening === '?>' ? '?:' : opening}${body})`, closing: '' };
  }

  private flagGroup(inline: RegExpExecArray): { readonly text: string; readonly closing: string } {
    const [whole, on = '', off = '', end] = inline;
    this.at += whole.length;
    const outer = this.flags;
    const outerComments = this.comments;
    if (on.includes('x')) this.comments = true;
    const supported = (flags: string): string => [...flags].filter((flag) => 'ims'.includes(flag)).join('');
    const added = supported(on);
    const removed = supported(off);
    for (const flag of added) if (!this.flags.includes(flag)) this.flags += flag;
    for (const flag of removed) this.flags = this.flags.replace(flag, '');
    const open = added === '' && removed === '' ? '(?:' : `(?${added}${removed === '' ? '' : `-${removed}`}:`;
    if (end === ')') return { text: open, closing: ')' };
    const body = this.alternatives();
    this.flags = outer;
    this.comments = outerComments;
    this.close();
    return { text: `${open}${body})`, closing: '' };
  }

  private close(): void {
    if (this.source[this.at] !== ')') this.fail('Unclosed group');
    this.at += 1;
  }

  private escape(): string {
    const char = this.source[this.at];
    if (char === undefined) this.fail('Unexpected internal error');
    if (char === 'Q') return this.quoted();
    const anchor = ANCHORS[char];
    if (anchor !== undefined) {
      this.at += 1;
      return anchor;
    }
    if (/[1-9]/.test(char)) {
      this.at += 1;
      return `\\${char}`;
    }
    if (char === 'k') {
      const name = /^k<\w+>/.exec(this.source.slice(this.at))?.[0];
      if (name === undefined) this.fail("\\k is not followed by '<' for named capturing group");
      this.at += name.length;
      return `\\${name}`;
    }
    return this.commonEscape();
  }

  /** Escapes that mean the same inside and outside of a character class. */
  private commonEscape(): string {
    const rest = this.source.slice(this.at);
    const char = rest[0] ?? '';
    const take = (length: number, text: string): string => {
      this.at += length;
      return text;
    };
    if (CLASS_ESCAPES[char] !== undefined) return take(1, CLASS_ESCAPES[char]);
    if (CONTROLS[char] !== undefined) return take(1, CONTROLS[char]);
    if (char === 'p' || char === 'P') return this.property(char === 'P');
    const code =
      /^u([0-9a-fA-F]{4})/.exec(rest) ?? /^x([0-9a-fA-F]{2})/.exec(rest) ?? /^x\{([0-9a-fA-F]+)\}/.exec(rest);
    if (code) return take(code[0].length, `\\u{${code[1] ?? ''}}`);
    const octal = /^0([0-3]?[0-7]{1,2})/.exec(rest);
    if (octal) return take(octal[0].length, `\\u{${Number.parseInt(octal[1] ?? '0', 8).toString(16)}}`);
    const control = /^c([A-Z])/.exec(rest);
    if (control) return take(2, `\\c${control[1] ?? ''}`);
    if (/[a-zA-Z]/.test(char)) this.fail('Illegal/unsupported escape sequence');
    return take(1, literal(char));
  }

  private property(negated: boolean): string {
    const found = /^[pP](?:\{(\^?)([\w=]+)\}|(\w))/.exec(this.source.slice(this.at));
    if (!found) this.fail('Unknown character property name');
    this.at += found[0].length;
    const not = negated !== (found[1] === '^');
    const name = found[2] ?? found[3] ?? '';
    const posix = POSIX[name];
    if (posix !== undefined) return `[${not ? '^' : ''}${posix}]`;
    return `\\${not ? 'P' : 'p'}{${name.replace(/^Is(?=[A-Z][a-z]?$)/, '')}}`;
  }

  private quoted(): string {
    const end = this.source.indexOf('\\E', this.at);
    const text = this.source.slice(this.at + 1, end < 0 ? undefined : end);
    this.at = end < 0 ? this.source.length : end + 2;
    return [...text].map(literal).join('');
  }

  /** After `[`, up to and with the matching `]`; unions and intersections stay nested classes. */
  private characterClass(): string {
    let out = '[';
    if (this.source[this.at] === '^') {
      out += '^';
      this.at += 1;
    }
    let first = true;
    for (;;) {
      const char = this.source[this.at];
      if (char === undefined) this.fail('Unclosed character class');
      if (char === ']' && !first) break;
      first = false;
      this.at += 1;
      if (char === '[') out += this.characterClass();
      else if (char === '&' && this.source[this.at] === '&') {
        this.at += 1;
        out = `[${out.slice(1)}`;
        out += '&&';
        const right = this.intersectionOperand();
        out += right;
      } else if (char === '\\') out += this.source[this.at] === 'Q' ? this.quoted() : this.commonEscape();
      else if (char === '-') out += this.isRangeDash(out) ? '-' : '\\-';
      else out += /[()[\]{}/|\\&!#$%*+,.:;<=>?@^`~]/.test(char) ? literal(char) : char;
    }
    this.at += 1;
    return intersectionSafe(`${out}]`);
  }

  /** What follows `&&` up to the closing bracket, as one nested class. */
  private intersectionOperand(): string {
    const start = this.at;
    const nested = this.source[this.at] === '[';
    if (nested) {
      this.at += 1;
      const text = this.characterClass();
      if (this.source[this.at] === ']') return text;
      this.at = start;
    }
    let depth = 0;
    let end = start;
    for (; end < this.source.length; end += 1) {
      const char = this.source[end];
      if (char === '\\') end += 1;
      else if (char === '[') depth += 1;
      else if (char === ']') {
        if (depth === 0) break;
        depth -= 1;
      }
    }
    const operand = new Translator(`[${this.source.slice(start, end)}]`, this.flags).translate();
    this.at = end;
    return operand;
  }

  /** A dash between two single characters makes a range; everywhere else it stands for itself. */
  private isRangeDash(before: string): boolean {
    const next = this.source[this.at];
    if (next === undefined || next === ']' || next === '[') return false;
    if (before === '[' || before === '[^') return false;
    return !/(\\[dDwW]|\])$/.test(before);
  }
}

/** `v` mode wants both sides of `&&` to be classes: `[a-z&&[^aeiou]]` becomes `[[a-z]&&[^aeiou]]`. */
function intersectionSafe(text: string): string {
  const at = text.indexOf('&&');
  if (at < 0) return text;
  const negated = text.startsWith('[^');
  const left = text.slice(negated ? 2 : 1, at);
  return `[${negated ? '^' : ''}[${left}]${text.slice(at)}`;
}

const compiled = new Map<string, { readonly body: string; readonly flags: string }>();

/** Translated body and JavaScript flags of a Java pattern. Throws System.StringException for a pattern Java would refuse. */
export function translateRegex(source: string, flags = ''): { readonly body: string; readonly flags: string } {
  const key = `${flags}/${source}`;
  const known = compiled.get(key);
  if (known) return known;
  const translator = new Translator(source, flags);
  const result = { body: translator.translate(), flags };
  try {
    new RegExp(result.body, `v${flags}`);
  } catch (cause) {
    throw new ApexException('System.StringException', `Invalid regex: ${source}`, { cause });
  }
  if (compiled.size > 2000) compiled.clear();
  compiled.set(key, result);
  return result;
}

/** A fresh JavaScript expression for a Java pattern: global, with positions of groups. */
export function javaRegex(source: string, flags = '', extra = 'gd'): RegExp {
  const translated = translateRegex(source, flags);
  return new RegExp(translated.body, `v${translated.flags}${extra}`);
}

/** A replacement text of java.util.regex.Matcher (`$1`, `${name}`, `\$`) filled for one match. */
export function fillReplacement(replacement: string, match: RegExpExecArray): string {
  let out = '';
  for (let at = 0; at < replacement.length; at += 1) {
    const char = replacement[at] ?? '';
    if (char === '\\') {
      at += 1;
      const next = replacement[at];
      if (next === undefined) throw new ApexException('System.StringException', 'character to be escaped is missing');
      out += next;
    } else if (char === '$') {
      const named = /^\{(\w+)\}/.exec(replacement.slice(at + 1));
      if (named) {
        out += match.groups?.[named[1] ?? ''] ?? '';
        at += named[0].length;
        continue;
      }
      let digits = /^\d+/.exec(replacement.slice(at + 1))?.[0] ?? '';
      if (digits === '') throw new ApexException('System.StringException', 'Illegal group reference');
      while (digits.length > 1 && Number(digits) >= match.length) digits = digits.slice(0, -1);
      if (Number(digits) >= match.length) {
        throw new ApexException('System.StringException', `No group ${digits}`);
      }
      out += match[Number(digits)] ?? '';
      at += digits.length;
    } else out += char;
  }
  return out;
}

/** String.replaceAll / replaceFirst. */
export function replaceMatches(text: string, pattern: string, replacement: string, all: boolean): string {
  const regex = javaRegex(pattern, '', 'g');
  let out = '';
  let last = 0;
  for (const match of text.matchAll(regex)) {
    out += text.slice(last, match.index) + fillReplacement(replacement, match);
    last = match.index + match[0].length;
    if (!all) break;
  }
  return out + text.slice(last);
}

/** java.lang.String.split: no leading empty part for an empty match, no trailing empty parts when `limit` is 0. */
export function splitText(text: string, pattern: string, limit: number): string[] {
  const parts: string[] = [];
  let last = 0;
  if (text === '') return [''];
  for (const match of text.matchAll(javaRegex(pattern, '', 'g'))) {
    if (limit > 0 && parts.length === limit - 1) break;
    const end = match.index + match[0].length;
    if (end === 0 || (match[0] === '' && match.index === text.length)) continue;
    parts.push(text.slice(last, match.index));
    last = end;
  }
  parts.push(text.slice(last));
  if (limit === 0) while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  if (limit === 0 && parts.length === 1 && parts[0] === '' && last > 0) return [];
  return parts;
}
