/**
 * SOQL compares text without regard to case in every script; SQLite's NOCASE and LIKE know ASCII only. So a value with other letters is
 * compared as the set of its spellings (an index still serves), or as a GLOB pattern with a class per letter. All of it stays in SQL.
 */

const MAX_LETTERS = 6;

function hasOtherCase(character: string): boolean {
  return character > '\u007f' && character.toLowerCase() !== character.toUpperCase();
}

/** Whether NOCASE alone would miss spellings of this text. */
export function needsCaseVariants(text: string): boolean {
  for (const character of text) if (hasOtherCase(character)) return true;
  return false;
}

/** The spellings of a text that differ in non-ASCII letters only; undefined when there would be more than 64. */
export function caseVariants(text: string): readonly string[] | undefined {
  let variants = [''];
  let letters = 0;
  for (const character of text) {
    if (!hasOtherCase(character)) {
      variants = variants.map((variant) => variant + character);
      continue;
    }
    letters += 1;
    if (letters > MAX_LETTERS) return undefined;
    const spellings = spellingsOf(character);
    variants = variants.flatMap((variant) => spellings.map((spelling) => variant + spelling));
  }
  return variants;
}

function spellingsOf(character: string): readonly string[] {
  // 'ß'.toUpperCase() is two letters: a different text, not a spelling of the same one.
  return [...new Set([character, character.toLowerCase(), character.toUpperCase()])].filter(
    (spelling) => [...spelling].length === 1,
  );
}

/** A GLOB pattern that matches the text in any case. */
export function globOfText(text: string): string {
  return [...text].map(globOfCharacter).join('');
}

/** A GLOB pattern for a SOQL LIKE pattern: `%` any text, `_` one character, `\` escapes. */
export function globOfLike(pattern: string): string {
  let glob = '';
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    if (character === '\\' && index + 1 < characters.length) {
      index += 1;
      glob += globOfCharacter(characters[index] ?? '');
    } else if (character === '%') glob += '*';
    else if (character === '_') glob += '?';
    else glob += globOfCharacter(character);
  }
  return glob;
}

function globOfCharacter(character: string): string {
  if (character === '*' || character === '?' || character === '[') return `[${character}]`;
  const spellings = spellingsOf(character);
  return spellings.length > 1 ? `[${spellings.join('')}]` : character;
}
