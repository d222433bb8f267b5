"""The demonstration's sheets and partners."""

import pytest
from django.utils import timezone

from home.knowledge.models import KeptAnswer, KnowledgePage, Partner, Suggestion, Vote
from portal.demo.data import read, read_all
from portal.directory.models import Service
from portal.procedures.models import Theme

pytestmark = pytest.mark.usefixtures("territory")


def test_sheets_and_partners_are_there_with_what_agents_say_of_them() -> None:
    assert KnowledgePage.objects.live().count() == len(read("knowledge")["sheets"]) >= 12
    assert Partner.objects.count() == 8
    assert KnowledgePage.objects.to_review(timezone.localdate()).exists()
    assert Suggestion.objects.waiting().filter(is_new=True).exists()
    assert Suggestion.objects.waiting().filter(is_new=False).exists()
    assert Vote.objects.filter(helped=False).exists()
    assert KeptAnswer.objects.filter(sheet=None).exists()


def test_every_link_of_a_sheet_leads_somewhere() -> None:
    told = read("knowledge")
    known = {
        "procedures": set(read_all("procedures")),
        "partners": set(Partner.objects.values_list("slug", flat=True)),
        "services": set(Service.objects.values_list("code", flat=True)),
        "see": set(KnowledgePage.objects.values_list("title", flat=True)),
    }
    for row in told["sheets"]:
        for name, codes in known.items():
            assert set(row.get(name, ())) <= codes, row["title"]
    themes = set(Theme.objects.values_list("slug", flat=True))
    assert all(set(row["themes"]) <= themes for row in told["partners"])
