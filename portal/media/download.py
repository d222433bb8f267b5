"""How a private file is handed over, once the view has checked who asks."""

from django.http import FileResponse, Http404

from portal.media.models import StoredFile


def respond(stored_file: StoredFile) -> FileResponse:
    """The file as an attachment that no browser runs, shows in place, nor keeps.

    Checks no right: the calling view does. Raises Http404 when the file is gone from its place.
    """
    try:
        content = stored_file.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("Ce fichier n’existe plus.") from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=stored_file.name,
        content_type=stored_file.content_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
