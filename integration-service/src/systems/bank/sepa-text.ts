/**
 * The SEPA character set: a-z A-Z 0-9 / - ? : ( ) . , ' + and space (EPC217-08, "SEPA Requirements for an Extended Character Set").
 * Umlauts become two letters, as German banks write them; other Latin letters lose their marks; Greek and Cyrillic letters follow
 * ISO 843 and ISO 9; anything else becomes a full stop.
 */

const FORBIDDEN = /[^A-Za-z0-9/\-?:().,'+ ]/u;
const CODE = /^[A-Za-z0-9/\-?:().,'+ ]+$/;

const LETTERS = new Map<string, string>([
  ...pairs('ä:ae ö:oe ü:ue Ä:Ae Ö:Oe Ü:Ue ß:ss ẞ:SS æ:ae Æ:Ae œ:oe Œ:Oe ø:o Ø:O å:a Å:A'),
  ...pairs('ł:l Ł:L đ:d Đ:D ð:d Ð:D þ:th Þ:Th ħ:h Ħ:H ı:i ĸ:k ŋ:n Ŋ:N ŧ:t Ŧ:T'),
  ...pairs('α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o'),
  ...pairs('а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch'),
  ...pairs('ш:sh щ:sht ъ:a ы:y ь:y э:e ю:yu я:ya є:ye і:i ї:yi ґ:g ђ:dj ј:j љ:lj њ:nj ћ:c џ:dz'),
  ...pairs("&:+ €:EUR _:- –:- —:- ‐:- ‑:- ’:' ‘:' ´:' `:' “:. ”:. „:. ;:, [:( ]:) {:( }:) @:(at)"),
]);

function pairs(text: string): [string, string][] {
  return text.split(' ').map((pair) => [pair.slice(0, pair.lastIndexOf(':')), pair.slice(pair.lastIndexOf(':') + 1)]);
}

/** Text for people in the SEPA set: white space is collapsed, the result is cut at `longest` characters. Empty text stays empty. */
export function sepaText(text: string, longest: number): string {
  const composed = text.normalize('NFC').replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ');
  const written = FORBIDDEN.test(composed) ? Array.from(composed, sepaCharacter).join('') : composed;
  // Once more after writing: some signs are a space with a mark.
  return written.replace(/ +/g, ' ').trim().slice(0, longest).trimEnd();
}

function sepaCharacter(character: string): string {
  if (!FORBIDDEN.test(character)) return character;
  const own = LETTERS.get(character);
  if (own !== undefined) return own;
  const lower = LETTERS.get(character.toLowerCase());
  if (lower !== undefined) return lower.charAt(0).toUpperCase() + lower.slice(1);
  const bare = character.normalize('NFKD').replace(/\p{M}+/gu, '');
  if (bare !== '' && bare !== character) return Array.from(bare, sepaCharacter).join('');
  return /^\p{M}$/u.test(character) ? '' : '.';
}

/** Whether an identifier may stand in a SEPA file as it is: the set, 1 … `longest` characters, no slash at either end, none doubled. */
export function isSepaCode(code: string, longest: number): boolean {
  if (code.length > longest || !CODE.test(code) || code !== code.trim()) return false;
  return !code.startsWith('/') && !code.endsWith('/') && !code.includes('//');
}
