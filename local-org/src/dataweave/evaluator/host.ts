/** What a running script needs of the world around it. */
import type { FormatProperty } from '../parser/index.ts';
import type { Value } from '../values/value.ts';

export interface Host {
  /** Milliseconds since 1970. */
  now(): number;
  /** The zone of `now()` and of dates without one, by its IANA name or `Z`. */
  readonly zone: string;
  /** From 0 to below 1. */
  random(): number;
  /** A regular expression of java.util.regex as one of JavaScript, with these flags. */
  regex(source: string, flags: string): RegExp;
  /** `log("prefix", value)`: a line of text. */
  log(line: string): void;
  /** Called often while a script runs; throws when a limit is passed. */
  checkpoint(): void;
  /** Reads text of a format (the function `read`). */
  read(text: string, mediaType: string, properties: readonly FormatProperty[]): Value;
  /** Writes a value in a format (the function `write`). */
  write(value: Value, mediaType: string, properties: readonly FormatProperty[]): string;
}
