import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Decimal, doubleText, type RoundingModeName } from '../../../src/apex/runtime/values/index.ts';

/** A Decimal and the same number as a fraction, built without the class under test. */
interface Sample {
  readonly decimal: Decimal;
  readonly top: bigint;
  readonly bottom: bigint;
}

const sample: fc.Arbitrary<Sample> = fc
  .tuple(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), fc.integer({ min: 0, max: 18 }))
  .map(([unscaled, scale]) => ({ decimal: new Decimal(unscaled, scale), top: unscaled, bottom: 10n ** BigInt(scale) }));

const isExactly = (decimal: Decimal, top: bigint, bottom: bigint): boolean =>
  decimal.scale >= 0
    ? decimal.unscaled * bottom === top * 10n ** BigInt(decimal.scale)
    : decimal.unscaled * 10n ** BigInt(-decimal.scale) * bottom === top;

const size = (value: bigint): bigint => (value < 0n ? -value : value);

describe('Decimal', () => {
  it('adds, subtracts and multiplies exactly, as fractions of whole numbers do', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const bottom = a.bottom * b.bottom;
        assert.ok(isExactly(a.decimal.add(b.decimal), a.top * b.bottom + b.top * a.bottom, bottom));
        assert.ok(isExactly(a.decimal.subtract(b.decimal), a.top * b.bottom - b.top * a.bottom, bottom));
        assert.ok(isExactly(a.decimal.multiply(b.decimal), a.top * b.top, bottom));
      }),
    );
  });

  it('keeps the larger scale in sums and the sum of scales in products', () => {
    fc.assert(
      fc.property(sample, sample, ({ decimal: a }, { decimal: b }) => {
        assert.equal(a.add(b).scale, Math.max(a.scale, b.scale));
        assert.equal(a.multiply(b).scale, a.scale + b.scale);
      }),
    );
  });

  it('divides to 33 significant digits with an error of at most half of the last one', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        fc.pre(b.top !== 0n && a.top !== 0n);
        const quotient = a.decimal.divide(b.decimal);
        assert.ok(quotient.precision <= 33);
        // |quotient - a/b| <= half a unit of the last digit, all multiplied out.
        const top = a.top * b.bottom;
        const bottom = a.bottom * b.top;
        const shift = 10n ** BigInt(Math.abs(quotient.scale));
        const error =
          quotient.scale >= 0
            ? size(quotient.unscaled * bottom - top * shift)
            : size(quotient.unscaled * shift * bottom - top);
        const unit = quotient.scale >= 0 ? size(bottom) : size(bottom) * shift;
        assert.ok(error * 2n <= unit, `${a.decimal.toString()} / ${b.decimal.toString()} = ${quotient.toString()}`);
      }),
    );
  });

  it('rounds to a scale so that the error is what the mode allows', () => {
    const modes: readonly RoundingModeName[] = ['UP', 'DOWN', 'CEILING', 'FLOOR', 'HALF_UP', 'HALF_DOWN', 'HALF_EVEN'];
    fc.assert(
      fc.property(sample, fc.integer({ min: 0, max: 17 }), fc.constantFrom(...modes), ({ decimal }, scale, mode) => {
        fc.pre(scale < decimal.scale);
        const rounded = decimal.setScale(scale, mode);
        assert.equal(rounded.scale, scale);
        const unit = 10n ** BigInt(decimal.scale - scale);
        const error = rounded.unscaled * unit - decimal.unscaled;
        assert.ok(size(error) < unit);
        if (mode === 'FLOOR') assert.ok(error <= 0n);
        if (mode === 'CEILING') assert.ok(error >= 0n);
        if (mode === 'DOWN') assert.ok(size(rounded.unscaled * unit) <= size(decimal.unscaled));
        if (mode === 'UP') assert.ok(size(rounded.unscaled * unit) >= size(decimal.unscaled));
        if (mode.startsWith('HALF')) assert.ok(size(error) * 2n <= unit);
        if (mode === 'HALF_EVEN' && size(error) * 2n === unit) assert.equal(rounded.unscaled % 2n, 0n);
      }),
    );
  });

  it('reads what it prints', () => {
    fc.assert(
      fc.property(sample, ({ decimal }) => {
        for (const text of [decimal.toString(), decimal.toPlainString()]) {
          const read = Decimal.parse(text);
          assert.ok(read);
          assert.equal(read.compareTo(decimal), 0);
        }
        assert.equal(Decimal.parse(decimal.toString())?.scale, decimal.scale);
      }),
    );
  });

  it('becomes the double that the text names', () => {
    fc.assert(
      fc.property(sample, ({ decimal }) => {
        assert.equal(decimal.toDouble(), Number(decimal.toPlainString()));
      }),
    );
  });

  it('prints as java.math.BigDecimal does', () => {
    const printed = (text: string): string | undefined => Decimal.parse(text)?.toString();
    assert.equal(printed('0.000001'), '0.000001');
    assert.equal(printed('0.0000001'), '1E-7');
    assert.equal(printed('1E+3'), '1E+3');
    assert.equal(printed('123E-10'), '1.23E-8');
    assert.equal(printed('-0.00'), '0.00');
  });

  it('hashes 1.10 and 1.1 apart, as java.math.BigDecimal does', () => {
    assert.equal(Decimal.literal('1.10').hashCode(), 31 * 110 + 2);
    assert.equal(Decimal.literal('1.1').hashCode(), 31 * 11 + 1);
    assert.equal(Decimal.literal('-1.1').hashCode(), 31 * -11 + 1);
  });

  it('refuses to divide by zero in the platform’s words', () => {
    assert.throws(() => Decimal.literal('1').divide(Decimal.ZERO), { message: 'System.MathException: Divide by 0' });
  });
});

describe('Double text', () => {
  it('prints as java.lang.Double.toString does', () => {
    const cases: readonly (readonly [number, string])[] = [
      [1, '1.0'],
      [0.1, '0.1'],
      [-0, '-0.0'],
      [1e7, '1.0E7'],
      [9999999, '9999999.0'],
      [0.001, '0.001'],
      [0.00099, '9.9E-4'],
      [1.5e300, '1.5E300'],
    ];
    for (const [value, text] of cases) assert.equal(doubleText(value), text);
  });
});
