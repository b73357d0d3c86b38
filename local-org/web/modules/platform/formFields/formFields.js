/** How fields and messages inside a record form find their form: an event on the way up, a state on the way down. */

const FIELD = 'platform_registerfield';
const MESSAGES = 'platform_registermessages';

/** Called by a field in connectedCallback with `{name, receive(state), ...}`. */
export function registerField(element, member) {
  element.dispatchEvent(new CustomEvent(FIELD, { bubbles: true, composed: true, detail: member }));
}

export function registerMessages(element, member) {
  element.dispatchEvent(new CustomEvent(MESSAGES, { bubbles: true, composed: true, detail: member }));
}

/** The members of one form. `onChange` runs once after fields came or went. */
export class FormMembers {
  fields = new Set();
  messages = new Set();
  state = {};

  constructor(element, onChange) {
    this.onChange = onChange;
    element.addEventListener(FIELD, (event) => this.take(event, this.fields));
    element.addEventListener(MESSAGES, (event) => this.take(event, this.messages));
  }

  take(event, members) {
    // A form inside a form keeps its own fields.
    event.stopPropagation();
    const member = event.detail;
    members.add(member);
    member.leave = () => {
      members.delete(member);
      this.announce();
    };
    member.receive(this.state);
    this.announce();
  }

  announce() {
    if (!this.announced) {
      this.announced = true;
      Promise.resolve().then(() => {
        this.announced = false;
        this.onChange();
      });
    }
  }

  /** Field names, sorted, so that the same set asks the same question. */
  names() {
    return [...new Set([...this.fields].map(({ name }) => name()).filter(Boolean))].sort();
  }

  tell(state) {
    this.state = state;
    this.fields.forEach((field) => field.receive(state));
  }

  tellMessages(problem) {
    this.messages.forEach((member) => member.receive(problem));
  }
}

/** API name of a field given as a name or a schema import. */
export const fieldNameOf = (field) => (typeof field === 'string' ? field.split('.').at(-1) : field?.fieldApiName);
export const objectNameOf = (object) => (typeof object === 'string' ? object : object?.objectApiName);
