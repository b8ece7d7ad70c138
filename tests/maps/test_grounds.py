"""Base maps of other servers: whom a page lets in, and when."""

import html
import re
from dataclasses import replace

import pytest

from maps import grounds, texts
from maps.assets import Assets
from maps.page import render
from maps.spec import MapSpec, PageLinks

NASA = "https://gibs.earthdata.nasa.gov"


def pictures(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page.decode())[1]
    policy = html.unescape(policy)
    return dict(part.split(" ", 1) for part in policy.split("; "))["img-src"].split()


@pytest.fixture
def spec(mini_atlas):
    return MapSpec(mini_atlas, mini_atlas.mapped)


def test_a_page_lets_in_three_hosts_where_it_offers_them_and_else_none(spec, mini_store):
    links = PageLinks()
    strict = render(spec, mini_store, Assets.served("/static"), links)
    assert pictures(strict) == ["'self'", "data:"]
    assert b"tile.openstreetmap.org" not in strict
    offered = render(spec, mini_store, Assets.served("/static"), replace(links, online=True))
    assert pictures(offered) == [
        "'self'", "data:",
        "https://tile.openstreetmap.org", "https://tile.opentopomap.org", NASA,
    ]  # fmt: skip


def test_each_names_its_owner_its_terms_and_its_address():
    for ground in grounds.GROUNDS:
        assert {"{z}", "{x}", "{y}"} == set(re.findall(r"\{\w\}", ground.tiles))
        assert ground.credits
        for language in ("en", "fr"):
            words = texts.TEXTS[language]
            assert words[f"base_{ground.name}"]
            assert all(words[key] for key, _ in ground.credits)
        for url in (ground.terms, *(url for _, url in ground.credits)):
            assert url.startswith("https://")
    assert [one["name"] for one in grounds.told()] == [one.name for one in grounds.GROUNDS]
