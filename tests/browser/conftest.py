"""One Chromium for all browser tests, a page of its own for each."""

import pytest
from pages import DESKTOP, Site, Visit, page_of
from playwright.sync_api import sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def visit(browser):
    """Opens pages: ``visit(url, size)``; their contexts are closed at the end."""
    contexts = []

    def opened(url, size=None, *, ready=True, **options):
        size = size or DESKTOP
        context = browser.new_context(viewport=size, has_touch=size["width"] < 600, **options)
        contexts.append(context)
        seen = Visit(context.new_page())
        return seen.go(url) if ready else seen

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def mini_site(mini):
    with Site({"/map": page_of(mini), "/carte": page_of(mini, "fr"),
               "/embed": page_of(mini, embed=True)}) as site:  # fmt: skip
        yield site


@pytest.fixture(scope="session")
def mali_site(mali):
    with Site({"/map": page_of(mali), "/carte": page_of(mali, "fr")}) as site:
        yield site
