import { showProblems } from 'c/fieldProblems';

const newInput = (field) => ({ dataset: { field }, setCustomValidity: jest.fn(), reportValidity: jest.fn() });

describe('c-field-problems', () => {
  it('shows a message beside its field and takes it back', () => {
    const input = newInput('iban');
    showProblems([input], { iban: 'wrong' });
    expect(input.setCustomValidity).toHaveBeenLastCalledWith('wrong');
    showProblems([input], {});
    expect(input.setCustomValidity).toHaveBeenLastCalledWith('');
    expect(input.reportValidity).toHaveBeenCalledTimes(2);
  });

  it('leaves fields alone whose message did not change', () => {
    const input = newInput('iban');
    showProblems([input], {});
    showProblems([input], { city: 'missing' });
    expect(input.reportValidity).not.toHaveBeenCalled();
  });
});
