"""The agents: a few described one by one, teams of officers, all with the same password."""

from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from portal.accounts.models import Kind, User
from portal.demo.data import read
from portal.directory.membership import grant
from portal.directory.models import Membership, Role, Service
from portal.text.french import fold

# Not a secret: it is printed and shown on the demo's own page, and works nowhere else.
PASSWORD = "bienvenue-a-arlencourt"  # noqa: S105 (shown to every visitor)
PERSON = ("email", "first_name", "last_name", "job_title")


def hire() -> None:
    """Write the accounts, the administrator first: it is she who gives everybody their roles."""
    hashed = make_password(PASSWORD)  # once: hashing is slow on purpose
    rows = read("agents") + teams()
    agents = {row["email"]: _account(row, hashed) for row in rows}
    administrator = next(agent for agent in agents.values() if agent.is_superuser)
    services = {service.code: service for service in Service.objects.all()}
    for row in rows:
        for held in row["roles"]:
            service = services[held["service"]]
            grant(agent=agents[row["email"]], service=service, role=held["role"], by=administrator)


def teams() -> list[dict[str, Any]]:
    """The officers behind those that agents.json describes: drawn, the same ones every time."""
    told = read("officers")
    chance = Random("Haute-Scarpe")  # noqa: S311 (no secret: the same colleagues every time)
    domains = {
        row["slug"]: row["email"].partition("@")[2] for row in read("territory")["organisations"]
    }
    owners = {row["code"]: row["organisation"] for row in read("territory")["services"]}
    last_names = iter(chance.sample(told["last_names"] * 2, 2 * len(told["last_names"])))
    return [
        _officer(team, next(last_names), domains[owners[team["service"]]], told, chance)
        for team in told["teams"]
        for _ in range(team["count"])
    ]


def _officer(
    team: dict[str, Any], last_name: str, domain: str, told: dict[str, Any], chance: Random
) -> dict[str, Any]:
    names, title = chance.choice([("women", "woman"), ("men", "man")])
    first_name = chance.choice(told[names])
    return {
        "email": f"{fold(first_name)}.{fold(last_name)}@{domain}",
        "first_name": first_name,
        "last_name": last_name,
        "job_title": team[title],
        "roles": [{"role": Role.OFFICER, "service": team["service"]}],
    }


def _account(row: dict[str, object], hashed: str) -> User:
    agent = User(
        **{name: row[name] for name in PERSON},
        kind=Kind.AGENT,
        password=hashed,
        hide_name=bool(row.get("hide_name")),
        is_superuser=bool(row.get("is_superuser")),
    )
    agent.username = agent.email
    agent.full_clean()
    agent.save()
    return agent


class Team:
    """Who does what in which service; agents are kept, and with them what they cover."""

    def __init__(self) -> None:
        self._agents: dict[int, User] = {}

    def handler(self, service: Service) -> User:
        """An officer of the service or of one above it, else its nearest head."""
        return self._nearest(service, Role.OFFICER) or self.head(service)

    def head(self, service: Service) -> User:
        """Whoever heads the service; raises LookupError when nobody above does."""
        if head := self._nearest(service, Role.HEAD):
            return head
        message = f"nobody heads {service.code}"
        raise LookupError(message)

    def adviser(self, service: Service) -> User:
        """Whoever welcomes the public for the service; raises LookupError like `head`."""
        return self._nearest(service, Role.ADVISER) or self.head(service)

    def _nearest(self, service: Service, role: Role) -> User | None:
        for unit in service.lineage:
            held = Membership.objects.filter(service=unit, role=role).select_related("agent")
            if first := held.order_by("pk").first():
                return self._agents.setdefault(first.agent_id, first.agent)
        return None
