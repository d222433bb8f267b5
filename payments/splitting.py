"""What was collected of an invoice, split over its lines; the VAT that a sum holds."""

from collections.abc import Sequence

# Of VAT, in hundredths of a per cent: metropolitan France and New Caledonia.
RATES = (0, 210, 300, 550, 600, 1000, 1100, 2000, 2200)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in parts as the weights are, by largest remainder: their sum is exact.

    No part is negative, nor above its weight while `amount` is within their sum. A negative weight
    (a discount's line) has no part: what it takes off is taken off all the others. Raises
    ValueError on a negative amount, or when nothing weighs.
    """
    shares = [max(weight, 0) for weight in weights]
    whole = sum(shares)
    if amount < 0 or not whole:
        raise ValueError("nothing to split, or nothing to split it over")
    parts = [amount * share // whole for share in shares]
    remainders = [(amount * share % whole, -rank) for rank, share in enumerate(shares)]
    for _remainder, rank in sorted(remainders, reverse=True)[: amount - sum(parts)]:
        parts[-rank] += 1
    return parts


def vat_within(amount: int, rate: int) -> int:
    """The VAT that an amount holds, to the nearest minor unit; `rate` in hundredths of a per cent.

    Half a unit goes up, as on an invoice; what went back holds as much, with its sign.
    """
    vat = (2 * abs(amount) * rate + 10_000 + rate) // (2 * (10_000 + rate))
    return vat if amount >= 0 else -vat


def rate_words(rate: int) -> str:
    """« 5,5 % » for 550."""
    figures = f"{rate // 100},{rate % 100:02}".rstrip("0").rstrip(",")
    return f"{figures}\u00a0%"
