"""What was collected of an invoice, split over its lines."""

from collections.abc import Sequence


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

    Half a unit goes up, as on an invoice.
    """
    return (2 * amount * rate + 10_000 + rate) // (2 * (10_000 + rate))
