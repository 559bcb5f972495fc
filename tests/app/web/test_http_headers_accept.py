import pytest

from cocau.app.web.http_headers import choose_media_type

OFFERED = ("application/json", "application/pdf", "image/png")


@pytest.mark.parametrize(
    ("given", "liked"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/pdf", "application/pdf"),
        ("APPLICATION/PDF", "application/pdf"),
        ("application/json;q=0.5, application/pdf", "application/pdf"),
        ("application/*;q=0.2, image/png;q=0.1", "application/json"),
        ("image/*, application/json;q=0.9", "image/png"),
        ("*/*, application/json;q=0", "application/pdf"),
        ("application/pdf;version=2;q=0.4, */*;q=0.3", "application/pdf"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/json"),
        ("text/html", None),
        ("*/*;q=0", None),
        ("application/pdf;q=0.000", None),
        (", ,application/pdf", "application/pdf"),
        ("nonsense", None),
        ("application/pdf;q=7", "application/pdf"),
        ("image/png;q=0.999;x=y, application/pdf;q=1.000", "application/pdf"),
    ],
)
def test_the_form_that_is_liked_best_is_taken(given: str | None, liked: str | None) -> None:
    assert choose_media_type(given, OFFERED) == liked
