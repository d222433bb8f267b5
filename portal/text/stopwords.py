"""Common French words that tell nothing of the need; already folded (no accent, lower case).

Left in on purpose: words that a folded look-alike makes useful ("ete" the summer, "car" the coach)
and words that change what is asked ("sans", "contre", "avant", "apres").
"""

from typing import Final

ARTICLES = "le la les un une des du de au aux ce cet cette ces quelque quelques tout toute tous"
POSSESSIVES = "mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs"
PRONOUNS = (
    "je tu il elle on nous vous ils elles me te se moi toi lui eux y en ca cela ceci"
    " qui que quoi dont ou quel quelle quels quelles lequel laquelle celui celle ceux celles"
)
ELIDED = "l d j m t s n c qu jusqu lorsqu puisqu quoiqu quelqu"
LINKS = (
    "a dans par pour sur sous avec chez vers entre et ni or mais donc si comme quand comment"
    " pourquoi parce lorsque puisque ainsi aussi alors tres trop bien ne pas plus rien deja encore"
)
VERBS = (
    "est sont suis es sommes etes etre etait etaient soit sera seront serait ai as avons avez ont"
    " avoir avait avaient aura auront aurait eu peut peux peuvent pouvez pouvoir puis"
    " doit dois doivent devez devoir faut veut veux veulent voulez vouloir voudrais"
    " fait faire fais faites font"
)

STOP_WORDS: Final = frozenset(
    " ".join((ARTICLES, POSSESSIVES, PRONOUNS, ELIDED, LINKS, VERBS)).split()
)
