/** Identifiers as they are sent: whether they are right is judged by Apex (IdentifierController), by the rules of the trade. */

const withoutSpaces = (value) => (value ?? '').replace(/\s+/g, '');

/** As stored: without the spaces of the printed form. */
export const normaliseMarketLocation = withoutSpaces;

/** As stored: upper case, without spaces. */
export const normaliseIban = (value) => withoutSpaces(value).toUpperCase();

/** As people compare it with a bill: 512 386 967 81. */
export const formatMarketLocation = (value) => normaliseMarketLocation(value).replace(/(.{3})(?=.)/g, '$1 ');
