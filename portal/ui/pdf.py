"""PDF that a screen reader can follow (PDF/UA-1), from a page and its style sheet."""


def draw(page: str, style: str) -> bytes:
    """The page as a PDF. Whatever a text holds, nothing is fetched: pictures come within the page.

    WeasyPrint is imported here: it weighs much in each process that knows it.
    """
    from weasyprint import CSS, HTML  # noqa: PLC0415 (weight)
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 (weight)

    within = URLFetcher(allowed_protocols=("data",))
    drawn: bytes = HTML(string=page, url_fetcher=within).write_pdf(
        stylesheets=[CSS(string=style, url_fetcher=within)], pdf_variant="pdf/ua-1"
    )
    return drawn
