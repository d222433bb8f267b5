"""Django, loaded once in the process that the workers of a run are forked from."""

import django

django.setup()
