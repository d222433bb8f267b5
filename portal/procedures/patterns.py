"""Which regular expressions an editor may ask of an answer: those that can't run away."""

import re
from itertools import pairwise

LONGEST = 120
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|\(\?:|.", re.DOTALL)
_REPEATS = re.compile(r"[*+]|\{\d*,\d*\}")


def pattern_problem(pattern: str) -> str:
    """Why this expression is refused, as a French sentence; blank when it is fine.

    Repetitions in a repetition, look-arounds and back-references are what makes an expression
    take for ever on a hostile answer; none of them is needed to describe a reference number.
    """
    if len(pattern) > LONGEST:
        return f"raccourcissez le format, {LONGEST} caractères au plus."
    try:
        re.compile(pattern)
    except re.error:
        return "le format n’est pas une expression régulière valable."
    tokens = _TOKEN.findall(pattern)
    if any(re.fullmatch(r"\\[1-9]", piece) for piece in tokens) or "(?" in _pairs(tokens):
        return "le format n’admet ni renvoi ni condition « (?…) »."
    repeats = sum(bool(_REPEATS.fullmatch(piece)) for piece in tokens)
    if repeats > 3 or tokens.count("?") > 8 or tokens.count("|") > 12 or _repeats_inside(tokens):
        return "simplifiez le format : trop de répétitions."
    return ""


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
