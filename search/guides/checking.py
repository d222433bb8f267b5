"""Why a guide can't be published: what leads nowhere, what turns in circles, what is too long.

Works on compiled structures: the guide's own, and those of the guides that it goes on in.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from search.guides.structure import DONT_KNOW, Choice, Node, Outcome, Question, Structure

MOST_QUESTIONS = 8  # one after the other, those of the guides that it goes on in included
Find = Callable[[str], Structure | None]
Place = tuple[str, str]  # a guide's code and a node's key


def refusals(code: str, own: Structure, find: Find) -> list[str]:
    """French sentences; none when every way through the guide reaches an end that proposes."""
    if not own.nodes:
        return ["Ajoutez une première question."]
    found = [*_keys(own), *_answers(own, find), *_ends(own)]
    return found or list(_ways(code, own, find))


def warnings(own: Structure) -> list[str]:
    """What doesn't forbid publishing: nodes to which no answer leads."""
    return [
        f"Aucune réponse ne mène à «\u00a0{node.title}\u00a0»\u00a0: personne ne verra cette étape."
        for node in own.nodes
        if node.key not in reachable(own)
    ]


def reachable(own: Structure) -> set[str]:
    """The keys that one can come to from the first node, within the guide."""
    reached: set[str] = set()
    waiting = [own.nodes[0].key] if own.nodes else []
    while waiting:
        key = waiting.pop()
        node = own.node(key)
        if key in reached or node is None:
            continue
        reached.add(key)
        waiting += [each.node for each in _choices(node) if each.node and not each.guide]
    return reached


def depth(code: str, find: Find) -> int:
    """The most questions that a guide asks one after the other; 0 for one that isn't there."""
    own = find(code)
    return _Walker(code, own, find).depth((code, own.nodes[0].key)) if own and own.nodes else 0


def _choices(node: Node) -> tuple[Choice, ...]:
    return node.choices if isinstance(node, Question) else ()


def _keys(own: Structure) -> Iterator[str]:
    for key, times in Counter(node.key for node in own.nodes).items():
        if times > 1:
            titles = " et ".join(f"«\u00a0{n.title}\u00a0»" for n in own.nodes if n.key == key)
            yield f"{titles} ont la même clé «\u00a0{key}\u00a0»\u00a0: changez-en une."


def _answers(own: Structure, find: Find) -> Iterator[str]:
    for question in own.questions:
        named = f"La question «\u00a0{question.text}\u00a0»"
        if not question.choices:
            yield f"{named} n’a aucune réponse\u00a0: ajoutez-en une."
        for key, times in Counter(each.key for each in question.choices).items():
            if times > 1:
                yield f"{named} a deux fois la même réponse\u00a0: changez-en une."
            elif key == DONT_KNOW:
                yield f"{named} propose déjà «\u00a0Je ne sais pas\u00a0»\u00a0: retirez la vôtre."
        for choice in question.choices:
            if wrong := _leads_nowhere(choice, own, find):
                yield f"{named}\u00a0: la réponse «\u00a0{choice.label}\u00a0» {wrong}"


def _leads_nowhere(choice: Choice, own: Structure, find: Find) -> str:
    if choice.node and choice.guide:
        return "mène à deux endroits\u00a0: choisissez la suite ici, ou un autre guide."
    if choice.guide and find(choice.guide) is None:
        return f"continue dans le guide «\u00a0{choice.guide}\u00a0», qui n’est pas publié."
    if not choice.guide and own.node(choice.node) is None:
        return "ne mène nulle part\u00a0: indiquez la question ou la fin qui la suit."
    return ""


def _ends(own: Structure) -> Iterator[str]:
    for outcome in own.outcomes:
        if not outcome.proposes:
            yield (
                f"La fin «\u00a0{outcome.title}\u00a0» ne propose rien\u00a0: ajoutez une démarche,"
                " un service, une fiche, un partenaire ou un texte."
            )


def _ways(code: str, own: Structure, find: Find) -> Iterator[str]:
    """The first circle met, and the first way that is too long."""
    walker = _Walker(code, own, find)
    depth = walker.depth((code, own.nodes[0].key))
    if walker.circle:
        yield _circle(walker.circle)
    elif depth > MOST_QUESTIONS:
        yield (
            f"Ce guide peut poser {depth} questions de suite\u00a0: {MOST_QUESTIONS} au plus. "
            f"Commencez à raccourcir par «\u00a0{own.nodes[0].title}\u00a0»."
        )


class _Walker:
    """Walks every way once, and notes the first circle; each node's depth is counted once."""

    def __init__(self, code: str, own: Structure, find: Find) -> None:
        self._known: dict[str, Structure | None] = {code: own}
        self._find = find
        self._depths: dict[Place, int] = {}
        self._open: dict[Place, str] = {}  # the nodes of the way under way, with their titles
        self.circle: list[str] = []

    def depth(self, place: Place) -> int:
        """The most questions from this node on."""
        if place in self._open:
            self.circle = self.circle or self._since(place)
            return 0
        node = self._node(place)
        if node is None or isinstance(node, Outcome):
            return 0
        if place not in self._depths:
            self._open[place] = node.title
            after = [self.depth(self._next(place[0], choice)) for choice in node.choices]
            del self._open[place]
            self._depths[place] = 1 + max(after, default=0)
        return self._depths[place]

    def _since(self, place: Place) -> list[str]:
        places = list(self._open)
        return [self._open[each] for each in places[places.index(place) :]]

    def _structure(self, code: str) -> Structure | None:
        if code not in self._known:
            self._known[code] = self._find(code)
        return self._known[code]

    def _node(self, place: Place) -> Node | None:
        structure = self._structure(place[0])
        return structure.node(place[1]) if structure else None

    def _next(self, code: str, choice: Choice) -> Place:
        if not choice.guide:
            return code, choice.node
        going_on = self._structure(choice.guide)
        start = going_on.start if going_on else None
        return choice.guide, start.key if start else ""


def _circle(titles: list[str]) -> str:
    if len(titles) == 1:
        return f"La question «\u00a0{titles[0]}\u00a0» mène à elle-même\u00a0: changez sa suite."
    named = ", ".join(f"«\u00a0{title}\u00a0»" for title in titles)
    return f"Ces questions tournent en rond\u00a0: {named}. Changez la suite de la dernière."
