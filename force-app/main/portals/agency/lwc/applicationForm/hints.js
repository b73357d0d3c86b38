/** What the rules of the trade say about the identifiers of the form, asked of Apex while they are typed. */
import judge from '@salesforce/apex/IdentifierController.judge';

/** Field → what it identifies. */
const SUBJECT = { electricityMarketLocation: 'Electricity', gasMarketLocation: 'Gas', iban: 'IBAN' };
/** Long enough not to ask after every key. */
const PAUSE_MILLISECONDS = 400;

/** Spaces make no other number. */
const keyOf = (field, country, text) => [field, country, (text ?? '').replace(/\s+/g, '')].join(':');

/** The letters and digits of a text in the groups of a pattern; undefined where their numbers differ. */
function grouped(text, pattern) {
  const characters = [...text.toUpperCase().replace(/[^A-Z0-9]/g, '')];
  return pattern.split('#').length - 1 === characters.length
    ? pattern.replace(/#/g, () => characters.shift())
    : undefined;
}

/** Whether a field of the form is an identifier. */
export const isIdentifier = (field) => field in SUBJECT;

/**
 * Asks about one form's identifiers and remembers the answers, so that the same text is not asked twice.
 * @param told is called with the field when an answer has come, or none will come
 */
export function identifierHints(told) {
  const answers = new Map();
  const timers = new Map();
  const answerTo = (field, values) => answers.get(keyOf(field, values.country, values[field]));

  /** Asks at once. A question that fails leaves no answer: submitting judges again. */
  const ask = async (field, country, text) => {
    clearTimeout(timers.get(field));
    const key = keyOf(field, country, text);
    if (text?.trim() && !answers.has(key)) {
      const answer = await judge({ country, subject: SUBJECT[field], text }).catch(() => undefined);
      if (answer) {
        answers.set(key, answer);
      }
    }
    told(field);
  };

  return {
    ask,
    /** Asks when the clerk pauses. */
    askSoon(field, country, text) {
      clearTimeout(timers.get(field));
      timers.set(field, setTimeout(ask, PAUSE_MILLISECONDS, field, country, text));
    },
    /** Field → message of those values that are known to be wrong. */
    problemsOf(values) {
      return Object.fromEntries(
        Object.keys(SUBJECT)
          .map((field) => [field, answerTo(field, values)?.message])
          .filter(([, message]) => message)
      );
    },
    /** A right identifier in groups, as bills print it; undefined for any other. */
    shown(field, values) {
      const pattern = answerTo(field, values)?.pattern;
      return pattern && grouped(values[field], pattern);
    },
    /** Asks nothing more. */
    stop() {
      timers.forEach((timer) => clearTimeout(timer));
    }
  };
}
