import { LightningElement, api } from 'lwc';

/**
 * One tariff of several, each with its prices: lightning-radio-group has one line per choice and lets a long one run under its button.
 * Behaves like a base component's field: value, change event with {value}, setCustomValidity, reportValidity, focus.
 */
export default class TariffChoice extends LightningElement {
  @api label;
  @api name;
  @api value;
  @api required = false;
  /** [{value, name, price, terms, sum}], all in words of the user. */
  @api options = [];
  problem = '';
  message = '';

  @api
  setCustomValidity(problem) {
    this.problem = problem;
  }

  @api
  checkValidity() {
    return this.problem === '';
  }

  @api
  reportValidity() {
    this.message = this.problem;
    return this.checkValidity();
  }

  /** Puts the cursor on the chosen tariff, or on the first. */
  @api
  focus() {
    const radios = [...this.template.querySelectorAll('input')];
    (radios.find(({ checked }) => checked) ?? radios[0])?.focus();
  }

  get offers() {
    return this.options.map((option) => {
      const isChosen = option.value === this.value;
      return { ...option, isChosen, className: isChosen ? 'offer offer_chosen' : 'offer' };
    });
  }

  get isRequired() {
    return String(this.required);
  }

  get isInvalid() {
    return String(this.message !== '');
  }

  handleChange(event) {
    // The native event carries no value and would come up as a second change.
    event.stopPropagation();
    this.dispatchEvent(new CustomEvent('change', { detail: { value: event.target.value } }));
  }
}
