"""Reads {kind: [text]} from standard input and answers {kind: [valid]}: the verdicts of python-stdnum (Debian: python3-stdnum, LGPL)."""
import json
import sys

from stdnum import bic, ean, iban, lei
from stdnum.be import vat as be_vat
from stdnum.cz import dic as cz_dic
from stdnum.de import vat as de_vat
from stdnum.es import cups, nif as es_nif
from stdnum.eu import at_02, eic
from stdnum.fr import siren, siret, tva
from stdnum.gb import vat as gb_vat
from stdnum.it import iva
from stdnum.pt import nif as pt_nif
from stdnum.sk import dph


def gsrn(prefix):
    """Eighteen digits of GS1; stdnum knows the check digit and other lengths only."""
    def valid(text):
        number = ean.compact(text)
        return (number.isascii() and number.isdigit() and len(number) == 18 and number.startswith(prefix)
                and ean.calc_check_digit(number[:-1]) == number[-1])
    return valid


def company_of_czechoslovakia(text):
    """Like a Czech DIC of eight digits, which may not begin with nine."""
    number = cz_dic.compact(text)
    return (number.isascii() and number.isdigit() and len(number) == 8
            and cz_dic.calc_check_digit_legal(number[:-1]) == number[-1])


def starting(prefix, check):
    return lambda text: eic.compact(text).startswith(prefix) and check(text)


def portuguese(is_gas):
    """The letters of a CPE are those of a Spanish CUPS."""
    def valid(text):
        number = cups.compact(text)
        return (number.startswith('PT') and len(number) == 20 and number[2:18].isascii() and number[2:18].isdigit()
                and (number[2:4] in ('16', '17')) == is_gas and cups.calc_check_digits(number) == number[18:])
    return valid


JUDGES = {
    'IBAN': lambda text: iban.is_valid(text, check_country=False) and iban.compact(text)[2:4].isdigit(),
    'BIC': bic.is_valid,
    # ISO 7064 check digits are digits; stdnum also takes letters that leave the same remainder.
    'SEPA_CI': lambda text: at_02.is_valid(text) and at_02.compact(text)[2:4].isdigit(),
    'LEI': lambda text: lei.is_valid(text) and lei.compact(text)[18:].isdigit(),
    'EIC': eic.is_valid,
    'CZ_EIC': starting('27ZG', eic.is_valid),
    'SK_EIC': starting('24Z', eic.is_valid),
    'ES_CUPS': cups.is_valid,
    'PT_CPE': portuguese(False),
    'PT_CUI': portuguese(True),
    'BE_EAN': gsrn('54'),
    'CZ_EAN': gsrn('859182400'),
    'VAT_BE': be_vat.is_valid,
    'VAT_CZ': cz_dic.is_valid,
    'VAT_DE': de_vat.is_valid,
    'VAT_ES': es_nif.is_valid,
    'VAT_FR': tva.is_valid,
    'VAT_GB': gb_vat.is_valid,
    'VAT_IT': iva.is_valid,
    'VAT_PT': pt_nif.is_valid,
    'VAT_SK': dph.is_valid,
    'FR_SIREN': siren.is_valid,
    'FR_SIRET': siret.is_valid,
    'CZ_ICO': company_of_czechoslovakia,
    'SK_ICO': company_of_czechoslovakia,
    'BE_ENTERPRISE': be_vat.is_valid,
    'PT_NIPC': pt_nif.is_valid,
}

asked = json.load(sys.stdin)
json.dump({kind: [bool(JUDGES[kind](text)) for text in texts] for kind, texts in asked.items() if kind in JUDGES}, sys.stdout)
