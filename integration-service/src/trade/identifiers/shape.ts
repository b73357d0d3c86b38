/**
 * The shape of an identifier, in a notation like that of the IBAN registry: `n4` digits, `a2` letters, `c3` letters or digits,
 * `e15` characters of an EIC (letters, digits, hyphen), `=DE` exactly these. Alternatives of other lengths stand behind a bar.
 */
import type { IdentifierProblem } from './verdict.ts';

export interface ShapeProblem {
  readonly problem: IdentifierProblem;
  readonly position: number | null;
  readonly expected: string | null;
}

type Place = 'n' | 'a' | 'c' | 'e' | `=${string}`;

const compiled = new Map<string, readonly (readonly Place[])[]>();

/** What is wrong with the shape of a normalised text; null when nothing is. */
export function shapeProblem(text: string, shape: string): ShapeProblem | null {
  if (text === '') return { problem: 'EMPTY', position: null, expected: null };
  const alternatives = placesOf(shape);
  const places = alternatives.find((alternative) => alternative.length === text.length);
  if (places === undefined) {
    const lengths = alternatives.map((alternative) => alternative.length).join(', ');
    return { problem: 'LENGTH', position: null, expected: lengths };
  }
  for (const [index, place] of places.entries()) {
    if (!fits(text.charAt(index), place)) {
      return { problem: 'CHARACTER', position: index + 1, expected: place.startsWith('=') ? place.slice(1) : null };
    }
  }
  return null;
}

function placesOf(shape: string): readonly (readonly Place[])[] {
  const known = compiled.get(shape);
  if (known) return known;
  const alternatives = shape.split('|').map((alternative) =>
    alternative
      .trim()
      .split(' ')
      .flatMap((token): readonly Place[] =>
        token.startsWith('=')
          ? [...token.slice(1)].map((character): Place => `=${character}`)
          : new Array<Place>(Number(token.slice(1))).fill(token.charAt(0) as Place),
      ),
  );
  compiled.set(shape, alternatives);
  return alternatives;
}

function fits(character: string, place: Place): boolean {
  const isDigit = character >= '0' && character <= '9';
  const isLetter = character >= 'A' && character <= 'Z';
  if (place === 'n') return isDigit;
  if (place === 'a') return isLetter;
  if (place === 'c') return isDigit || isLetter;
  if (place === 'e') return isDigit || isLetter || character === '-';
  return character === place.slice(1);
}
