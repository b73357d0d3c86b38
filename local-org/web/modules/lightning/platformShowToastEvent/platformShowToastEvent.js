/** Asks the page to show a toast: `{title, message, messageData, variant, mode}`. */
export const ShowToastEventName = 'lightning__showtoast_platform';

export class ShowToastEvent extends CustomEvent {
  constructor(detail) {
    super(ShowToastEventName, { bubbles: true, composed: true, cancelable: true, detail });
  }
}
