"""What PayFiP keeps, and what it refuses: operations, each for one debt of one client."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid1
from zoneinfo import ZoneInfo

from tests.payments.fake_payfip.soap import Call, Fault

PARIS = ZoneInfo("Europe/Paris")
LIFE = timedelta(minutes=15)
SECOND_THOUGHTS = timedelta(minutes=2)  # an abandoned operation can still be paid, says eopayment
NUMCLI, UNSECURED = "090909", "080808"
# In the order they are looked at. The codes are the Treasury's but for those of `exer` and `objet`,
# which we found in no public source.
RULES = [
    ("numcli", r"[0-9]{6}", "T1", "Le numéro du client est incorrect."),
    ("saisie", r"[TXW]", "S1", "Le mode de saisie est incorrect."),
    ("exer", r"[0-9]{4}", "E1", "L'exercice est incorrect."),
    ("refdet", r"[A-Za-z0-9]{1,30}", "R3", "Le format du paramètre REFDET n'est pas conforme."),
    ("objet", r"[A-Za-z0-9 ]{0,100}", "O1", "L'objet est incorrect."),
    ("montant", r"[0-9]{1,12}", "M1", "Le format du montant n'est pas correct."),
    ("mel", r".+", "A1", "L'adresse e-mail n'est pas renseignée."),
    ("mel", r"(?=.{6,80}$)[!-?A-~]+@[!-?A-~]+", "A2", "L'adresse e-mail est incorrecte."),
    ("urlnotif", r"https?://[!-~]+", "N1", "L'adresse de notification est incorrecte."),
    ("urlredirect", r"https?://[!-~]+", "D1", "L'adresse de redirection est incorrecte."),
]


@dataclass
class Operation:
    """One debt to pay: `result` is PayFiP's own code, none before the end."""

    fields: Mapping[str, str]
    idop: str = field(default_factory=lambda: str(uuid1()))
    created: datetime = field(default_factory=lambda: datetime.now(PARIS))
    result: str = ""
    montant: str = ""
    numauto: str | None = None
    at: datetime | None = None

    def end(self, result: str, amount: int | None = None) -> None:
        """P (card), V (debit), R and Z (refused), A (abandoned)."""
        self.result, self.at = result, datetime.now(PARIS)
        self.montant = self.fields["montant"] if amount is None else str(amount)
        paid = {"P": self.idop[:8], "V": f"{self.idop[:8]}-tip"}
        self.numauto = paid.get(result)

    @property
    def is_over(self) -> bool:
        left = self.result == "A" and self.at and datetime.now(PARIS) < self.at + SECOND_THOUGHTS
        return bool(self.result) and not left

    def told(self) -> dict[str, str | None]:
        """In the order of the schema."""
        at = self.at or self.created
        return {
            "dattrans": at.strftime("%d%m%Y"),
            "exer": self.fields["exer"],
            "heurtrans": at.strftime("%H%M"),
            "idOp": self.idop,
            "mel": self.fields["mel"],
            "montant": self.montant,
            "numauto": self.numauto,
            "numcli": self.fields["numcli"],
            "objet": self.fields.get("objet"),
            "refdet": self.fields["refdet"],
            "resultrans": self.result,
            "saisie": self.fields["saisie"],
        }


class Desk:
    """The service behind the SOAP: one method for each of its operations."""

    def __init__(self) -> None:
        self.clients = {NUMCLI: "REGIE DE LA CANTINE", UNSECURED: "REGIE SANS ACCES"}
        self.operations: dict[str, Operation] = {}

    def answer(self, call: Call) -> dict[str, str | None]:
        """Raises Fault."""
        return {
            "creerPaiementSecurise": self.open,
            "recupererDetailPaiementSecurise": self.tell,
            "recupererDetailClient": self.present,
        }[call.operation](call.fields)

    def open(self, fields: Mapping[str, str]) -> dict[str, str | None]:
        for name, shape, code, text in RULES:
            if not re.fullmatch(shape, fields.get(name, ""), re.ASCII):
                raise Fault(code, text)
        self._known(fields["numcli"])
        if fields["numcli"] == UNSECURED:
            raise Fault("T4", "Le client n'a pas d'accès sécurisé.")
        if int(fields["montant"]) < 100:
            raise Fault("M3", "Le montant est inférieur à 1 euro.")
        if int(fields["montant"]) > 10_000_000:
            raise Fault("M5", "Le montant dépasse la limite autorisée.")
        operation = Operation(fields)
        self.operations[operation.idop] = operation
        return {"idOp": operation.idop}

    def tell(self, fields: Mapping[str, str]) -> dict[str, str | None]:
        operation = self.operations.get(fields.get("idOp", ""))
        if operation is None:
            raise Fault("P1", "IdOp incorrect.")
        if not operation.result:
            raise Fault("P5", "Résultat de la transaction non connu.")
        return operation.told()

    def present(self, fields: Mapping[str, str]) -> dict[str, str | None]:
        numcli = fields.get("numCli", "")
        return {"libelleN1": self._known(numcli), "numcli": numcli}

    def to_pay(self, idop: str) -> Operation:
        """The operation whose page is opened. Raises Fault."""
        operation = self.operations.get(idop)
        if operation is None:
            raise Fault("P1", "IdOp incorrect.")
        if operation.is_over:
            raise Fault("P3", "L'idOp a déjà été utilisé.")
        if datetime.now(PARIS) >= operation.created + LIFE:
            raise Fault("P4", "L'idOp a été enregistré il y a plus de 15 minutes.")
        return operation

    def _known(self, numcli: str) -> str:
        if numcli not in self.clients:
            raise Fault("T2", "Le client n'existe pas.")
        return self.clients[numcli]
