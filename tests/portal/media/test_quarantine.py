"""A file waits until the antivirus has looked at it: found clean, refused, or left unread."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from portal.media import download, intake, quarantine, workflow
from portal.media.kinds import Safe
from portal.media.models import StoredFile, private_storage
from portal.media.states import Scan
from tests.portal.media import samples
from tests.portal.media.scanners import DANGEROUS, STREAM_LIMIT, THREAT, Clamd, misbehaving
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db
LOOK = RequestFactory().get("/")


def received(content: bytes = b"bonjour") -> StoredFile:
    return intake.store(samples.upload("papier.txt", content))


def now(stored: StoredFile) -> StoredFile:
    return StoredFile.objects.get(pk=stored.pk)


def asked_long_ago() -> None:
    StoredFile.objects.update(scan_asked_at=timezone.now() - quarantine.PATIENCE * 2)


@pytest.fixture
def sleeping(settings: Settings) -> Iterator[Clamd]:
    """A daemon that is configured, and down until a test starts it."""
    daemon = Clamd()
    settings.CLAMD_ADDRESS = daemon.address
    yield daemon
    daemon.remove()


def test_without_an_antivirus_a_file_is_open_and_no_worker_is_asked() -> None:
    stored = received()
    assert (stored.scan, stored.is_open, stored.note) == (Scan.NOT_ASKED, True, "")
    assert not DBTaskResult.objects.exists()


def test_a_file_is_closed_until_it_was_found_clean(clamd: Clamd) -> None:
    stored = received()
    assert (stored.scan, stored.is_open) == (Scan.WAITING, False)
    run_tasks()
    assert now(stored).scan == Scan.CLEAN
    assert now(stored).scanned_at
    assert now(stored).is_open


def test_an_infected_file_is_closed_for_good_and_only_its_row_stays(
    clamd: Clamd, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    stored = received(b"a\n" + DANGEROUS)
    with django_capture_on_commit_callbacks(execute=True):
        run_tasks()
    found = now(stored)
    assert (found.scan, found.threat, found.name) == (Scan.INFECTED, THREAT, "papier.txt")
    assert not private_storage().exists(found.file.name)
    assert download.respond(LOOK, found).status_code == 410


def test_what_we_drew_ourselves_is_not_scanned(clamd: Clamd) -> None:
    stored = intake.keep(Safe(samples.PDF, "accuse.pdf", "application/pdf"), ours=True)
    assert stored.is_open
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("state", list(Scan))
def test_only_open_states_hand_the_content_over(state: Scan) -> None:
    stored = received()
    stored.scan = state
    response = download.respond(LOOK, stored)
    response.close()
    handed = response.headers.get("Content-Disposition", "").startswith("attachment")
    assert handed == (state in {Scan.NOT_ASKED, Scan.LATER, Scan.CLEAN})
    assert bool(stored.note) != handed
    if not handed:
        assert isinstance(response, HttpResponse)
        assert "bonjour" not in response.content.decode()


def test_a_file_waits_while_clamd_is_down_and_nothing_piles_up(
    sleeping: Clamd, caplog: pytest.LogCaptureFixture
) -> None:
    stored = received()
    run_tasks()
    for _ in range(3):
        assert quarantine.ask_forgotten() == 0
    run_tasks()
    assert now(stored).scan == Scan.WAITING
    assert DBTaskResult.objects.count() == 1
    assert "clamd does not answer" in caplog.text
    assert "papier" not in caplog.text

    sleeping.start()
    assert quarantine.ask_forgotten() == 1
    run_tasks()
    assert now(stored).scan == Scan.CLEAN


def test_a_file_larger_than_what_clamd_takes_stays_closed_until_it_is_asked_again(
    clamd: Clamd, caplog: pytest.LogCaptureFixture
) -> None:
    stored = intake.keep(Safe(bytes(STREAM_LIMIT * 3), "plan.pdf", "application/pdf"))
    run_tasks()
    assert now(stored).scan == Scan.FAILED
    assert download.respond(LOOK, now(stored)).status_code == 409
    assert "size limit exceeded" in caplog.text
    assert "plan" not in caplog.text
    call_command("scan_files", failed=True, verbosity=0)
    assert now(stored).scan == Scan.WAITING
    assert quarantine.ask_forgotten() == 1


def test_a_file_over_which_clamd_breaks_is_given_up_after_a_few_tries(settings: Settings) -> None:
    with misbehaving() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        stored = received()
        scanner.answers = [b"", *[b"PONG\0", b"rubbish\0"] * 10]
        for number in range(1, quarantine.MOST_TRIES):
            run_tasks()
            assert (now(stored).scan, now(stored).scan_tries) == (Scan.WAITING, number)
            assert quarantine.ask_forgotten() == 0, "not at once: it may have killed clamd"
            asked_long_ago()
            assert quarantine.ask_forgotten() == 1
        run_tasks()
    assert now(stored).scan == Scan.FAILED


def test_a_file_gone_from_its_place_can_not_be_scanned(clamd: Clamd) -> None:
    stored = received()
    private_storage().delete(stored.file.name)
    run_tasks()
    assert now(stored).scan == Scan.FAILED


def test_a_file_discarded_meanwhile_is_no_trouble(clamd: Clamd) -> None:
    workflow.discard(stored_file=received())
    run_tasks()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_verdict_is_written_once(clamd: Clamd) -> None:
    stored = received()
    assert quarantine.settle(stored, quarantine.Verdict(Scan.INFECTED, "Bad.Thing"))
    assert not quarantine.settle(stored, quarantine.Verdict(Scan.CLEAN))
    assert now(stored).threat == "Bad.Thing"


def test_a_scan_whose_task_was_lost_is_asked_again_and_one_just_asked_is_not(clamd: Clamd) -> None:
    lost, young = received(), received(b"salut")
    DBTaskResult.objects.all().delete()
    long_ago = timezone.now() - timedelta(hours=1)
    StoredFile.objects.filter(pk=lost.pk).update(scan_asked_at=long_ago)
    assert quarantine.ask_forgotten() == 1
    run_tasks()
    assert (now(lost).scan, now(young).scan) == (Scan.CLEAN, Scan.WAITING)


def test_files_from_before_the_antivirus_stay_open_until_it_refuses_them(
    settings: Settings, running_clamd: Clamd
) -> None:
    good, bad = received(), received(DANGEROUS)
    large = intake.keep(Safe(bytes(STREAM_LIMIT * 3), "plan.pdf", "application/pdf"))
    settings.CLAMD_ADDRESS = running_clamd.address
    assert quarantine.ask_forgotten() == 0, "nobody asked for them yet"
    call_command("scan_files", verbosity=0)
    assert all(each.is_open for each in StoredFile.objects.all())
    assert quarantine.ask_forgotten() == 3
    run_tasks()
    assert (now(good).scan, now(bad).scan) == (Scan.CLEAN, Scan.INFECTED)
    assert now(large).is_open


def test_giving_the_antivirus_up_opens_what_waits_but_not_what_was_refused(
    clamd: Clamd, settings: Settings
) -> None:
    waiting, bad = received(), received(DANGEROUS)
    quarantine.settle(bad, quarantine.Verdict(Scan.INFECTED, THREAT))
    with pytest.raises(CommandError):
        call_command("scan_files", release=True)
    settings.CLAMD_ADDRESS = ""
    with pytest.raises(CommandError):
        call_command("scan_files")
    call_command("scan_files", release=True, verbosity=0)
    assert (now(waiting).is_open, now(bad).is_open) == (True, False)


def test_an_infected_content_left_by_a_crash_is_swept() -> None:
    stored = received()
    StoredFile.objects.update(scan=Scan.WAITING)
    quarantine.settle(stored, quarantine.Verdict(Scan.INFECTED, THREAT))  # the commit never comes
    assert private_storage().exists(stored.file.name)
    workflow.sweep(spared=timedelta(days=-1))
    assert not private_storage().exists(stored.file.name)
    assert now(stored).threat == THREAT


@pytest.mark.parametrize(("state", "threat"), [(Scan.INFECTED, ""), (Scan.CLEAN, "Bad.Thing")])
def test_the_database_itself_ties_a_refusal_to_what_was_found(state: Scan, threat: str) -> None:
    stored = received()
    with pytest.raises(IntegrityError):
        StoredFile.objects.filter(pk=stored.pk).update(scan=state, threat=threat)


def test_an_operator_counts_what_waits_failed_or_was_refused(clamd: Clamd) -> None:
    received(), received(b"salut")
    quarantine.settle(received(DANGEROUS), quarantine.Verdict(Scan.INFECTED, THREAT))
    assert quarantine.counts() == {"waiting": 2, "failed": 0, "infected": 1}
