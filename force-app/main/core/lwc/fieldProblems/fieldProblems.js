/** What each input shows already, so that an unchanged message does not make it report again. */
const shown = new WeakMap();

/**
 * Shows messages beside fields: each input carries its field's name in data-field; problems is {field: message}.
 * An input without a problem loses the message that it showed.
 */
export function showProblems(inputs, problems) {
  for (const input of inputs) {
    const message = problems[input.dataset.field] ?? '';
    if ((shown.get(input) ?? '') !== message) {
      shown.set(input, message);
      input.setCustomValidity(message);
      input.reportValidity();
    }
  }
}
