"""What the person wrote, without our own words that their mail program put below.

The libraries that do it (mail-parser-reply, quotequail) don't know how mail programs say it in
French. The whole e-mail is kept beside: cutting loses nothing. Line by line, never an expression
over the whole: anybody may send us anything.
"""

import re
from itertools import takewhile

MARK = "Répondez au-dessus de cette ligne"  # in our e-mails: all below is ours
LONGEST_LINE = 300
BEFORE = r"[>\s*]*"
FROM = re.compile(BEFORE + r"(?:De|From)\s?\*?\s?:")
SUBJECT = re.compile(BEFORE + r"(?:Objet|Subject)\s?\*?\s?:")
WROTE = re.compile(BEFORE + r"(?:Le|On) \D{0,20}\d")
ENDS_WROTE = re.compile(r"(?:a écrit|wrote)\s?:$")
SEPARATOR = re.compile(BEFORE + r"[-_]{2,}\s*(?:Message|Courriel|Mail|Original)\b", re.IGNORECASE)
EMPTY = re.compile(r"\s*(?:>.*|[-_*\s]*)")


def own_words(text: str) -> str:
    """The words above what is quoted; all of them when nothing stands above."""
    lines = text.splitlines()
    short = [line.rstrip()[:LONGEST_LINE] for line in lines]
    end = next((at for at in range(len(short)) if _is_quote(short[at : at + 5])), len(lines))
    while end and EMPTY.fullmatch(short[end - 1]):
        end -= 1
    return "\n".join(lines[:end]).strip() or text.strip()


def _is_quote(lines: list[str]) -> bool:
    """Whether a quotation begins at the first of these lines."""
    first = lines[0]
    if MARK in first or SEPARATOR.match(first):
        return True
    if WROTE.match(first):  # « Le 28 nov. 2026 à 10:12, Ville d’Isigny <…> a écrit : »
        paragraph = takewhile(str.strip, lines[:3])
        return any(ENDS_WROTE.search(line) for line in paragraph)
    # Outlook's block: De, Envoyé, À, Objet.
    return bool(FROM.match(first)) and any(SUBJECT.match(line) for line in lines)
