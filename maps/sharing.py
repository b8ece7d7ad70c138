"""What a page's share panel offers, as data for its scripts: addresses, formats, codes to paste."""

from typing import Any

from maps import embed_codes
from maps.spec import ShareLinks


def told(links: ShareLinks, *, asks: bool) -> dict[str, Any] | None:
    """The document's part; None where the page is a file that nobody serves.

    ``asks`` is whether the page's scripts may ask the service for citations and captions.
    """
    if not links.map:
        return None
    return {
        "asks": asks,
        "map": links.map,
        "embed": links.embed,
        "script": links.script,
        "caption": links.caption,
        "cite": links.cite,
        "figures": dict(links.figures),
        "reports": {name: list(one) for name, one in links.reports.items()},
        "files": [list(one) for one in links.files],
        "codes": dict(embed_codes.CODES),
        "size": [embed_codes.WIDTH, embed_codes.HEIGHT],
        "picture": list(embed_codes.PICTURE),
    }
