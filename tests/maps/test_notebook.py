"""A view in a notebook: what Pandoc makes of the cell, with scripts and without."""

import base64
import io
import json
import re
from html import unescape

import pytest
from nbconvert import HTMLExporter
from readers import pandoc, walk

import maps
from maps.assets import Assets
from maps.caption_words import alt, heading
from maps.captions import caption


@pytest.fixture(scope="module")
def bundle(english, mini_store):
    return maps.view(english, mini_store)._repr_mimebundle_()


def test_the_frame_holds_the_whole_page(bundle, english, mini_store):
    frame = bundle["text/html"]
    page = unescape(re.search(r'srcdoc="([^"]*)"', frame)[1])
    assert page == maps.render(english, mini_store, Assets.inline()).decode()
    assert f'title="{heading(caption(english, mini_store))}"' in frame
    assert "allow-same-origin" not in frame


def notebook(bundle, *kinds):
    data = {kind: bundle[kind] for kind in kinds}
    if "image/png" in data:
        data["image/png"] = base64.b64encode(data["image/png"]).decode()
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    cell = {"cell_type": "code", "source": "view", "metadata": {}, "execution_count": 1}
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5,
         "metadata": {"language_info": {"name": "python", "pygments_lexer": "python"}},
         "cells": [cell | {"id": "a", "outputs": [output]}]}
    )  # fmt: skip


def test_pandoc_shows_the_map_as_html(bundle):
    text = pandoc(notebook(bundle, "text/html", "text/plain"), "ipynb", "html")
    assert "<iframe" in text


def test_nbconvert_shows_the_map(bundle):
    """As Jupyter's own pages do; and where scripts may not run, the picture with its words."""
    found = exported(notebook(bundle, "text/html", "image/png", "text/plain"))
    frame = re.search(r'<iframe[^>]* srcdoc="([^"]*)"', found)
    assert unescape(frame[1]) == unescape(re.search(r'srcdoc="([^"]*)"', bundle["text/html"])[1])
    picture = exported(notebook(bundle, "image/png", "text/plain"))
    shown = re.search(r'<img[^>]* src="data:image/png;base64,([^"]*)"', picture)
    assert base64.b64decode(shown[1]) == bundle["image/png"]


def exported(text):
    page, _ = HTMLExporter().from_file(io.StringIO(text))
    return page


def test_without_html_it_shows_the_picture(bundle):
    read = pandoc(notebook(bundle, "image/png", "text/plain"), "ipynb")
    assert [part["t"] for part in walk(read["blocks"]) if part.get("t") == "Image"] == ["Image"]
    assert bundle["image/png"].startswith(b"\x89PNG")


def test_words_are_the_last_resort(bundle, english, mini_store):
    assert bundle["text/plain"] == alt(caption(english, mini_store))
    text = pandoc(bundle["text/markdown"], "markdown", "plain", "--wrap=none")
    assert caption(english, mini_store).disclaimer in text


def test_a_front_end_may_ask_for_less(english, mini_store):
    view = maps.view(english, mini_store)
    assert view._repr_mimebundle_(include={"text/plain"}).keys() == {"text/plain"}
    assert "image/png" not in view._repr_mimebundle_(exclude={"image/png"})


def test_from_the_view_to_a_file_and_to_folium(english, mini_store, tmp_path):
    view = maps.view(english, mini_store)
    view.report(tmp_path / "view.html")
    assert (tmp_path / "view.html").read_bytes().startswith(b"<!DOCTYPE html>")
    with pytest.raises(ValueError, match="docx"):
        view.report(tmp_path / "view.odt")
    assert view.map.get_name() == "map_atlas"
    assert view.figure("svg").startswith(b"<svg")
