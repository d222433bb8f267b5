"""What keeps the pages true: dates of reading, a draft that waits, and something to know today."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page

from home.alerts.models import Alert
from home.editorial.models import Upkeep
from home.editorial.tasks import look_at_what_was_published
from portal.accounts.models import User
from portal.demo import past
from portal.demo.data import read
from portal.directory.models import Organisation


def tell() -> None:
    """Pages are dated, two of them come due; one change waits; one alert stands for some days."""
    began, given = timezone.now(), read("upkeep")
    look_at_what_was_published()
    for slug, days in given["to_read_in_days"].items():
        due = timezone.localdate() + timedelta(days=days)
        Upkeep.objects.filter(page__slug=slug).update(review_by=due, warned_for=due, told_for=due)
    for row in given["proposals"]:
        editor = User.objects.get(email=row["by"])
        page = Page.objects.get(slug=row["page"]).specific
        page.summary = row["summary"]
        page.save_revision(user=editor, log_action=True)
        page.get_workflow().start(page, editor)
    for row in given["alerts"]:
        Alert.objects.create(
            organisation=Organisation.objects.get(slug=row["organisation"]),
            text=row["text"],
            link=row["link"],
            until=began + timedelta(days=row["days"]),
        )
    past.deliver(timezone.now(), since=began)
