"""The words of a page in HTML, read in one pass: a tree of it may take minutes to build."""

import re
from bisect import bisect
from collections import defaultdict
from html import unescape

# Never further than the next tag, whatever is written: the time grows as the length does.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})(?=[\s/>])[^<>]*>|<!--|<[!?][^<>]*>")
_END = re.compile(r"-->|</(script|style|head|title)\b[^<>]*>?", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_BREAKS = {"br": "\n", "div": "\n", "li": "\n", "tr": "\n", "p": "\n\n"}
Ends = dict[str, list[int]]  # where comments, and what nobody sees, end


def words_of(page: str) -> str:
    """The text, a line for each row or item; what isn't drawn as words is left out."""
    said: list[str] = []
    at, ends = 0, _ends(page)
    while found := _TAG.search(page, at):
        said += unescape(page[at : found.start()]), _break(found)
        at = _after(found, ends)
    said.append(unescape(page[at:]))
    return _BLANK_LINES.sub("\n\n", "".join(said))


def _ends(page: str) -> Ends:
    found: Ends = defaultdict(list)
    for end in _END.finditer(page):
        found[(end[1] or "-->").lower()].append(end.end())
    return found


def _break(found: re.Match[str]) -> str:
    """Lines are broken where a block ends, and by `br`."""
    name = (found[2] or "").lower()
    return _BREAKS.get(name, "") if found[1] or name == "br" else ""


def _after(found: re.Match[str], ends: Ends) -> int:
    """Where reading goes on; nothing is left out of what is begun and never ended."""
    begun = "-->" if found[0] == "<!--" else (found[2] or "").lower()
    known = ends.get(begun, []) if not found[1] else []
    following = bisect(known, found.end())
    return known[following] if following < len(known) else found.end()
