/** System.Pattern and Matcher. */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { Types, platformType } from '../runtime/type-ref.ts';
import { ApexList, PlatformObject } from '../runtime/values/index.ts';
import { required } from './arguments.ts';
import { javaRegex, replaceMatches, splitText, translateRegex } from './java-regex.ts';

/** A compiled pattern: the Java source, checked. */
export class PatternValue extends PlatformObject {
  override readonly apexType = platformType('System.Pattern');
  readonly source: string;

  constructor(source: string) {
    super();
    translateRegex(source);
    this.source = source;
  }
  override toText(): string {
    return this.source;
  }
}

/** java.util.regex.Matcher over a region of a text. */
export class MatcherValue extends PlatformObject {
  override readonly apexType = platformType('System.Matcher');
  pattern: PatternValue;
  private text: string;
  private regionStart = 0;
  private regionEnd: number;
  private match: RegExpExecArray | null = null;
  private nextStart = 0;

  constructor(pattern: PatternValue, text: string) {
    super();
    this.pattern = pattern;
    this.text = text;
    this.regionEnd = text.length;
  }

  /** The whole region. */
  matches(): boolean {
    const { body } = translateRegex(this.pattern.source);
    return this.attempt(new RegExp(`(?:${body})(?![\\s\\S])`, 'vdy'), this.regionStart);
  }

  lookingAt(): boolean {
    return this.attempt(javaRegex(this.pattern.source, '', 'dy'), this.regionStart);
  }

  find(): boolean {
    const from = Math.max(this.nextStart, this.regionStart);
    const found = from <= this.regionEnd && this.attempt(javaRegex(this.pattern.source), from);
    if (this.match) {
      const end = this.match.index + this.match[0].length;
      // An empty match must not be found again at the same place.
      this.nextStart = this.match[0] === '' ? end + 1 : end;
    }
    return found;
  }

  findFrom(start: number): boolean {
    if (start < 0 || start > this.text.length) {
      throw new ApexException('System.StringException', `Illegal start index: ${start}`);
    }
    this.reset();
    this.nextStart = start;
    return this.find();
  }

  current(): RegExpExecArray {
    if (!this.match) throw new ApexException('System.StringException', 'No match available');
    return this.match;
  }

  span(group: number): readonly [number, number] {
    const match = this.current();
    this.checkGroup(group);
    const [start, end] = match.indices?.[group] ?? [-1, -1];
    return [start, end];
  }

  group(group: number): string | null {
    const match = this.current();
    this.checkGroup(group);
    return match[group] ?? null;
  }

  groupCount(): number {
    return (new RegExp(`${translateRegex(this.pattern.source).body}|`, 'v').exec('')?.length ?? 1) - 1;
  }

  replace(replacement: string, all: boolean): string {
    this.reset();
    return replaceMatches(this.text, this.pattern.source, replacement, all);
  }

  reset(text = this.text): this {
    this.text = text;
    this.regionStart = 0;
    this.regionEnd = text.length;
    this.match = null;
    this.nextStart = 0;
    return this;
  }

  region(start: number, end: number): this {
    if (start < 0 || end > this.text.length || start > end) {
      throw new ApexException('System.StringException', 'Region is out of bounds');
    }
    this.reset();
    this.regionStart = start;
    this.regionEnd = end;
    return this;
  }

  bounds(): readonly [number, number] {
    return [this.regionStart, this.regionEnd];
  }

  hitEnd(): boolean {
    return this.match === null || this.match.index + this.match[0].length === this.regionEnd;
  }

  private attempt(regex: RegExp, from: number): boolean {
    regex.lastIndex = from;
    this.match = regex.exec(this.text.slice(0, this.regionEnd));
    return this.match !== null;
  }

  private checkGroup(group: number): void {
    if (group < 0 || group > this.groupCount()) throw new ApexException('System.StringException', `No group ${group}`);
  }
}

export const patternFunctions = {
  'System.Pattern.compile(String)': (_rt: Runtime, source: string) => new PatternValue(required(source)),
  'System.Pattern.matches(String,String)': (_rt: Runtime, source: string, text: string) =>
    new MatcherValue(new PatternValue(required(source)), required(text, 2)).matches(),
  'System.Pattern.quote(String)': (_rt: Runtime, text: string) => `\\Q${required(text)}\\E`,
  'System.Pattern.matcher(String)': (_rt: Runtime, self: PatternValue, text: string) =>
    new MatcherValue(self, required(text)),
  'System.Pattern.pattern()': (_rt: Runtime, self: PatternValue) => self.source,
  'System.Pattern.toString()': (_rt: Runtime, self: PatternValue) => self.source,
  'System.Pattern.split(String)': (_rt: Runtime, self: PatternValue, text: string) =>
    ApexList.of(Types.String, splitText(required(text), self.source, 0)),
  'System.Pattern.split(String,Integer)': (_rt: Runtime, self: PatternValue, text: string, limit: number) =>
    ApexList.of(Types.String, splitText(required(text), self.source, limit)),

  'System.Matcher.matches()': (_rt: Runtime, self: MatcherValue) => self.matches(),
  'System.Matcher.lookingAt()': (_rt: Runtime, self: MatcherValue) => self.lookingAt(),
  'System.Matcher.find()': (_rt: Runtime, self: MatcherValue) => self.find(),
  'System.Matcher.find(Integer)': (_rt: Runtime, self: MatcherValue, start: number) => self.findFrom(start),
  'System.Matcher.group()': (_rt: Runtime, self: MatcherValue) => self.group(0),
  'System.Matcher.group(Integer)': (_rt: Runtime, self: MatcherValue, group: number) => self.group(group),
  'System.Matcher.groupCount()': (_rt: Runtime, self: MatcherValue) => self.groupCount(),
  'System.Matcher.start()': (_rt: Runtime, self: MatcherValue) => self.span(0)[0],
  'System.Matcher.start(Integer)': (_rt: Runtime, self: MatcherValue, group: number) => self.span(group)[0],
  'System.Matcher.end()': (_rt: Runtime, self: MatcherValue) => self.span(0)[1],
  'System.Matcher.end(Integer)': (_rt: Runtime, self: MatcherValue, group: number) => self.span(group)[1],
  'System.Matcher.replaceAll(String)': (_rt: Runtime, self: MatcherValue, by: string) =>
    self.replace(required(by), true),
  'System.Matcher.replaceFirst(String)': (_rt: Runtime, self: MatcherValue, by: string) =>
    self.replace(required(by), false),
  'System.Matcher.reset()': (_rt: Runtime, self: MatcherValue) => self.reset(),
  'System.Matcher.reset(String)': (_rt: Runtime, self: MatcherValue, text: string) => self.reset(required(text)),
  'System.Matcher.region(Integer,Integer)': (_rt: Runtime, self: MatcherValue, start: number, end: number) =>
    self.region(start, end),
  'System.Matcher.regionStart()': (_rt: Runtime, self: MatcherValue) => self.bounds()[0],
  'System.Matcher.regionEnd()': (_rt: Runtime, self: MatcherValue) => self.bounds()[1],
  'System.Matcher.hitEnd()': (_rt: Runtime, self: MatcherValue) => self.hitEnd(),
  'System.Matcher.pattern()': (_rt: Runtime, self: MatcherValue) => self.pattern,
  'System.Matcher.usePattern(Pattern)': (_rt: Runtime, self: MatcherValue, pattern: PatternValue) => {
    self.pattern = required(pattern);
    return self;
  },
  'System.Matcher.quoteReplacement(String)': (_rt: Runtime, text: string) =>
    required(text).replaceAll(/[\\$]/g, '\\$&'),
};
