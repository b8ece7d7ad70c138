"""What a writer pastes into a page of hers: an iframe, a web component, or a picture with a link.

The templates have ``{names}`` to fill in; the page's scripts fill the very same ones. What is
filled in must be escaped for an HTML attribute: ``filled`` does it.
"""

from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from maps.texts import fill

WIDTH, HEIGHT = 800, 500  # what an iframe asks for where nobody says otherwise
PICTURE = (1200, 630)  # as the cards of social networks have it
DRAWN = ((900, 650), (600, 720))  # for readers without scripts: wide, and on a narrow screen
_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"

CODES: Mapping[str, str] = MappingProxyType(
    {
        "iframe": (
            '<iframe src="{embed}" title="{title}" width="{width}" height="{height}" '
            f'loading="lazy" sandbox="{_SANDBOX}" referrerpolicy="no-referrer" '
            'style="border:0;width:100%;max-width:{width}px"></iframe>'
        ),
        "script": '<script src="{script}" async></script>',
        "component": (
            '<script src="{script}" async></script>\n'
            '<conflict-map src="{embed}" title="{title}" '
            'style="display:block;width:100%;aspect-ratio:{width}/{height};min-height:420px">'
            '<a href="{map}">{title}</a></conflict-map>'
        ),
        "picture": (
            '<a href="{map}"><picture>'
            '<source srcset="{png} 1x, {png}&amp;scale=2 2x" type="image/png">'
            '<img src="{png}" alt="{alt}" width="{image_width}" height="{image_height}" '
            'loading="lazy" style="max-width:100%;height:auto"></picture></a>'
        ),
    }
)


def filled(name: str, **values: object) -> str:
    """The code of that name, its values escaped for attributes; none may be left out."""
    return fill(CODES[name], {key: escape(str(value)) for key, value in values.items()})
