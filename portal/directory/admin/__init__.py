"""The plain lists of the directory in Wagtail's admin."""
