"""Where errors are reported: a mail address or a form, nothing that a page should not link to."""

import pytest

from geo.schema.contact import is_contact


@pytest.mark.parametrize(
    "text",
    [
        "mailto:editor@example.org",
        "mailto:data.team+mali@desk.example.org",
        "https://example.org/issues/new?title={id}%20v{version}&body={link}",
    ],
)
def test_a_report_can_be_sent_there(text):
    assert is_contact(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        5,
        "editor@example.org",
        "mailto:editor",
        "mailto:a@example.org?cc=b@example.org",
        "javascript:alert('{id}{version}{link}')",
        "http://example.org/{id}/{version}/{link}",
        "https://example.org/report",
        "https://example.org/{id}/{version}/{link}/{name}",
        "https:///{id}{version}{link}",
        "https://[{id}{version}{link}",
        "https://example.org/\u202e{id}{version}{link}",
        "https://example.org/{id} {version} {link}",
    ],
)
def test_no_report_could_be_sent_there(text):
    assert not is_contact(text)
