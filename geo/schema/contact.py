"""Where the readers of an atlas report errors: a mail address, or a form on the web."""

import re
from urllib.parse import urlsplit

GAPS = ("id", "version", "link")  # of the record: what a report has to carry
WANTED = (
    "a mailto: address, or an https: address with {id}, {version} and {link} where a report's "
    "record, its version and its address are to stand"
)

_MAIL = re.compile(r"mailto:[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_GAP = re.compile(r"\{(\w*)\}")


def is_contact(text: object) -> bool:
    """Whether reports can be sent there (RFC 6068 for mail; without fields: a report adds its own).

    Other schemes are none: the address becomes a link of the page.
    """
    if not isinstance(text, str) or not text.isprintable() or " " in text:
        return False
    if _MAIL.fullmatch(text):
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    gaps = _GAP.findall(parts.path + parts.query)
    return parts.scheme == "https" and bool(parts.hostname) and set(gaps) == set(GAPS)
