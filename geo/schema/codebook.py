"""The codebook of an atlas in Markdown: what fields and codes mean, what is in it, what is missing.

``python -m geo.schema.codebook data/mali`` writes it into the atlas as CODEBOOK.md.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from geo.errors import DataError
from geo.schema import SCHEMAS
from geo.schema.config import config_of
from geo.schema.holdings import holdings
from geo.schema.markdown import cell, table
from geo.schema.model import CodeList, Field, LayerSchema
from geo.schema.reading import read
from geo.schema.rules import RULES

FILE = "CODEBOOK.md"
_LONG = 60  # code lists with more values are named, not printed


def codebook(atlas_path: Path) -> str:
    """The Markdown text; the same for the same atlas. Text of the data is escaped.

    Raises DataError where a file of the atlas cannot be read; ``check`` says all that is wrong.
    """
    texts = config_of(atlas_path)[0].texts
    folder, findings = read(atlas_path)
    if not folder.complete:
        first = findings[0]
        raise DataError(first.file, first.message, field=first.field or None)
    parts = [
        f"# Codebook: {cell(texts.get('title_en'))} / {cell(texts.get('title_fr'))}",
        "Generated from the atlas and from the tables in `geo/schema`; not edited by hand. "
        f"Version of the data: {cell(texts.get('version'))}.",
        *_contact(texts.get("contact")),
        *holdings(folder),
        "## Fields",
        "*core*: the key is on every record. *null*: may be null, which means not known or not "
        "reported. *claim*: a value that is not null has a claim in `claims`.",
    ]
    for schema in SCHEMAS.values():
        parts += _fields(schema)
    parts.append("## Code lists")
    for codes in _code_lists():
        parts += _codes(codes)
    parts += ["## Rules", "What `conflict-atlas check` holds an atlas to."]
    parts.append(table(("rule", "what it demands"), (((f"`{k}`"), v) for k, v in RULES.items())))
    return "\n\n".join(parts) + "\n"


def write(atlas_path: Path) -> Path:
    """Put the codebook into the atlas, whole or not at all; the file it wrote."""
    target = atlas_path / FILE
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(codebook(atlas_path), encoding="utf-8")
    draft.replace(target)
    return target


def _contact(address: str | None) -> list[str]:
    return [f"Errors are reported to: {cell(address)}"] if address else []


def _fields(schema: LayerSchema) -> list[str]:
    kinds = ", ".join(sorted(schema.geometry_types)) or "none"
    key = f"`{schema.key}`" if schema.key else "the Feature's `id`"
    return [
        f"### `{schema.name}`: {schema.title_en} / {schema.title_fr}",
        f"{schema.description_en} {schema.description_fr}",
        f"Id: {key}. Geometry: {kinds}.",
        table(
            ("field", "kind", "English", "français", "meaning", "notes"),
            (
                (
                    f"`{field.name}`",
                    field.kind,
                    field.title_en,
                    field.title_fr,
                    field.description_en,
                    _notes(field),
                )
                for field in schema.fields
            ),
        ),
    ]


def _notes(field: Field) -> str:
    notes = [
        word
        for word, holds in (
            ("core", field.core),
            ("null", field.nullable),
            ("claim", field.evidence),
        )
        if holds
    ]
    if field.codes is not None:
        notes.append(f"list `{field.codes.name}`")
    if field.refers_to:
        notes.append(f"names `{field.refers_to}`")
    if field.max_length:
        notes.append(f"≤ {field.max_length} characters")
    if field.minimum is not None:
        notes.append(f"≥ {field.minimum:g}")
    return ", ".join(notes)


def _code_lists() -> Iterable[CodeList]:
    """Every list once, in the order of the fields that use it."""
    found = {
        field.codes.name: field.codes
        for schema in SCHEMAS.values()
        for field in schema.fields
        if field.codes is not None
    }
    return found.values()


def _codes(codes: CodeList) -> list[str]:
    if len(codes.codes) > _LONG:
        text = f"{len(codes.codes)} values: ISO 3166-1 alpha-2, with the names of Unicode CLDR."
        return [f"### `{codes.name}`", text]
    rows = (
        (f"`{code.value}`", code.label_en, code.label_fr, code.parent or code.definition_en)
        for code in codes.codes
    )
    return [
        f"### `{codes.name}`",
        table(("value", "English", "français", "under, or meaning"), rows),
    ]


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]))}\n")
