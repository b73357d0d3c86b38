/** The parser's public face. */
import { DataWeaveError } from '../errors.ts';
import { parseHeader } from './header.ts';
import { Parser } from './parser.ts';
import type { Script } from './syntax.ts';

/**
 * Parses a script: declarations, `---` and the body, or only a body. Throws DataWeaveError of kind `Syntax` with the offset.
 * Nesting deeper than the parser can follow is such an error too.
 */
export function parseScript(source: string): Script {
  const parser = new Parser(source);
  try {
    const header = parseHeader(parser);
    if (header.length > 0 || source.trimStart().startsWith('%dw')) parser.scanner.expect('---');
    else parser.scanner.take('---');
    const body = parser.expression();
    if (parser.scanner.peek().kind !== 'end') throw parser.scanner.unexpected('expecting end of input');
    return { source, header, body };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new DataWeaveError('Syntax', 'The script is nested too deeply', parser.scanner.at, { cause });
  }
}

export type * from './syntax.ts';
