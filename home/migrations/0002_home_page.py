"""Wagtail's welcome page becomes our home page, so that a bare install opens with it."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TITLE = "Accueil"


def welcome(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Turns the plain page at the top of the default site, if it is still there, into ours."""
    site = apps.get_model("wagtailcore", "Site").objects.filter(is_default_site=True).first()
    page = site and site.root_page
    if page is None or page.content_type.model != "page" or page.depth != 2:
        return
    home: Any = apps.get_model("home", "HomePage")(page_ptr=page)
    inherited = {field.attname: getattr(page, field.attname) for field in page._meta.fields}
    vars(home).update(inherited, title=TITLE, draft_title=TITLE, content_type_id=_type(apps))
    home.save()


def _type(apps: Apps) -> int:
    types = apps.get_model("contenttypes", "ContentType").objects
    return types.get_or_create(app_label="home", model="homepage")[0].pk


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(welcome, migrations.RunPython.noop)]
