"""French telephone numbers, of the mainland and overseas."""

import phonenumbers

REGIONS = ("FR", "NC", "PF", "RE", "GP", "MQ", "GF", "YT", "PM", "WF")


def normalise(typed: str, regions: tuple[str, ...] = REGIONS) -> str:
    """The number in E.164 form (`+33321216216`), tried in each region in turn.

    Raises ValueError when no region knows it.
    """
    for region in regions:
        try:
            number = phonenumbers.parse(typed, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    message = "not a telephone number"
    raise ValueError(message)


def display(number: str) -> str:
    """The number as it is read aloud: national in France (`03 21 21 62 16`), else international."""
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_valid_number(parsed):
        return number
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == 33
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, form).replace(" ", "\u00a0")


def spellings(number: str) -> list[str]:
    """The number as it may be written: whole, and as it is dialled from where it is."""
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        return [number]
    return [number, phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)]


def is_mobile(typed: str) -> bool:
    """Whether a telephone that reads SMS may answer at this number."""
    try:
        parsed = phonenumbers.parse(normalise(typed))
    except ValueError:
        return False
    kinds = phonenumbers.PhoneNumberType
    return phonenumbers.number_type(parsed) in {kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE}
