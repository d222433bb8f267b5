"""Files: Wagtail's images and documents, and private files kept out of sight."""
