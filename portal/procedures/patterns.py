"""Which regular expressions an editor may ask of an answer: those that can't run away."""

import re
from itertools import pairwise
from math import prod

LONGEST = 120
LONGEST_ANSWER = 200  # characters of a short text, the only field that has a format
MOST_WAYS = LONGEST_ANSWER**3  # three repetitions, half a second
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|\(\?:|.", re.DOTALL)
_REPEATS = re.compile(r"[*+]|\{(\d*),(\d*)\}")


def pattern_problem(pattern: str) -> str:
    """Why this expression is refused, as a French sentence; blank when it is fine.

    Repetitions in a repetition, look-arounds and back-references are what makes an expression
    take for ever on a hostile answer; none of them is needed to describe a reference number. Nor
    are many repetitions and choices one after the other, whose ways to match multiply.
    """
    if len(pattern) > LONGEST:
        return f"raccourcissez le format, {LONGEST} caractères au plus."
    try:
        re.compile(pattern)
    except (re.error, OverflowError):
        return "le format n’est pas une expression régulière valable."
    tokens = _TOKEN.findall(pattern)
    if any(re.fullmatch(r"\\[1-9]", piece) for piece in tokens) or "(?" in _pairs(tokens):
        return "le format n’admet ni renvoi ni condition « (?…) »."
    if _repeats_inside(tokens) or prod(map(_ways, tokens)) > MOST_WAYS:
        return "simplifiez le format : trop de répétitions ou de choix."
    return ""


def _ways(piece: str) -> int:
    """How many ways to go on a piece opens at most, each to be tried on an answer that fails."""
    if repeats := _REPEATS.fullmatch(piece):
        least, most = repeats.groups()
        return min(int(most or LONGEST_ANSWER) - int(least or 0) + 1, LONGEST_ANSWER)
    return 2 if piece in {"?", "|"} else 1


def _pairs(tokens: list[str]) -> set[str]:
    return {a + b for a, b in pairwise(tokens)}


def _repeats_inside(tokens: list[str]) -> bool:
    """Whether a repeated group holds a repetition or a choice."""
    groups: list[bool] = []  # for each open group, whether it holds one
    closed = False  # whether the piece before closed a group that holds one
    for piece in tokens:
        repeats = bool(_REPEATS.fullmatch(piece)) or piece.startswith("{")
        if closed and repeats:
            return True
        closed = bool(groups.pop()) if piece == ")" and groups else False
        if piece in {"(", "(?:"}:
            groups.append(False)
        elif groups and (closed or repeats or piece in {"?", "|"}):
            groups[-1] = True
    return False
