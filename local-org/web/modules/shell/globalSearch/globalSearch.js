import { LightningElement } from 'lwc';
import { onReference, openUrl } from 'platform/router';

/** The search field of the header. */
export default class GlobalSearch extends LightningElement {
  term = '';

  connectedCallback() {
    this.end = onReference((reference) => {
      this.term = reference.type === 'standard__search' ? (reference.state.term ?? '') : '';
    });
  }
  disconnectedCallback() {
    this.end?.();
  }

  typed(event) {
    this.term = event.detail.value ?? '';
  }
  key(event) {
    if (event.key === 'Enter') {
      this.submit(event);
    }
  }
  submit(event) {
    event.preventDefault();
    if (this.term.trim().length > 1) {
      openUrl(`/lightning/search?term=${encodeURIComponent(this.term.trim())}`);
    }
  }
}
