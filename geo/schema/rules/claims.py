"""Claims: each is about a field that exists, and each coded field has one."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from geo.schema import SCHEMAS
from geo.schema.codes import AREA_TOPICS
from geo.schema.findings import Finding, did_you_mean, show
from geo.schema.records import Folder, Record

RULES: Mapping[str, str] = {
    "claims.target": "a claim is about a record, actor, unit, area or data set that exists",
    "claims.field": "a claim is about a field its record can have",
    "claims.aggregate": "a claim with the flag aggregate is about an area, an actor, a unit or a "
    "region, and a claim of numbers on an area has a flag",
    "claims.rule": "a claim's rule is lower case letters, digits and hyphens",
    "claims.word_rule": "a rule that turns words into a number gives that number, as low",
    "claims.dataset": "a claim on a source is on a data set, rests on it, supports, names its rule",
    "claims.coverage": "every coded field that is not null has a supporting claim, or its record's "
    "only source is a data set with a claim on the field",
    "claims.value": "an undisputed coded field has a supporting claim of the same value",
    "claims.source_listed": "a claim's source is among the record's source_ids",
    "claims.source_used": "each of a record's source_ids has a claim on the record",
}

# Words to numbers: rules on claims of low figures and the figure each gives.
WORD_RULES: Mapping[str, str] = {
    "dozens-to-low-24": "24",
    "scores-to-low-40": "40",
    "hundreds-to-low-200": "200",
}
_RULE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_OURS = ("editorial", "gazetteer", "map", "dataset")  # how a place was found, not who reported it
_NOT_EVENTS = ("areas", "actors", "units", "military_regions")

# By data set the fields that it has a rule for. Records brought in by the thousand have one claim a
# field for all of them, on the data set: how the field follows from it.
Ruled = Mapping[str, frozenset[str]]


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with claims, and which coded fields lack one."""
    if not folder.knows("claims"):
        return
    targets = {
        record.id: record
        for record in folder.records()
        if record.layer not in ("claims", "sources")
    }
    sources = folder.ids.get("sources", {})
    by_feature: defaultdict[str, list[Record]] = defaultdict(list)
    for claim in folder.of("claims"):
        yield from _form(claim)
        feature = claim.get("feature_id")
        if feature is None:
            continue
        by_feature[feature].append(claim)
        target = targets.get(feature)
        if target is not None:
            yield from _about(claim, target)
        elif feature in sources:
            yield from _about_dataset(claim, sources[feature])
        elif folder.complete:
            hint = did_you_mean(feature, targets)
            yield claim.refuse("claims.target", "feature_id", f"{show(feature)} is not here{hint}")
    ruled = ruled_fields(folder)
    for record in folder.mapped():
        yield from of_record(folder, record, by_feature[record.id], ruled)


def of_record(
    folder: Folder, record: Record, claims: list[Record], ruled: Ruled
) -> Iterator[Finding]:
    """What the claims on a mapped record leave open, and what is wrong with their sources."""
    yield from _coverage(record, claims, ruled)
    yield from _sources(folder, record, claims, ruled)


def ruled_fields(folder: Folder) -> Ruled:
    """By data set, the fields of its records that a claim on the data set itself covers."""
    fields: defaultdict[str, set[str]] = defaultdict(set)
    kinds = {source.id: source.get("source_type") for source in folder.of("sources")}
    for claim in folder.of("claims"):
        source, rule = claim.get("source_id"), claim.get("rule")
        if source == claim.get("feature_id") and kinds.get(source) == "dataset" and rule:
            fields[source].add(claim.get("field"))
    return {source: frozenset(found) for source, found in fields.items()}


def _by_dataset(record: Record, ruled: Ruled) -> frozenset[str]:
    """The fields that the record's only source has a rule for; none where it has more sources."""
    sources = record.parts("source_ids")
    return ruled.get(sources[0], frozenset()) if len(sources) == 1 else frozenset()


def _form(claim: Record) -> Iterator[Finding]:
    rule, value, field = claim.get("rule"), claim.get("value"), claim.get("field")
    if rule is not None and not _RULE.fullmatch(rule):
        yield claim.refuse("claims.rule", "rule", f"{show(rule)} is not well formed")
    elif (
        rule in WORD_RULES
        and claim.sound("value", "field")
        and (value != WORD_RULES[rule] or "_low" not in field)
    ):
        yield claim.finding("claims.word_rule", "value", f"{show(value)} of {field} by {rule}")


def _about(claim: Record, target: Record) -> Iterator[Finding]:
    field, flag = claim.get("field"), claim.get("flag")
    known = set(target.schema.by_name)
    if target.layer == "areas":
        known |= {*SCHEMAS["attacks"].by_name, *AREA_TOPICS.values}  # totals of a region or country
    if field is not None and field not in known:
        hint = did_you_mean(field, known)
        yield claim.refuse("claims.field", "field", f"{target.layer} has no {show(field)}{hint}")
    elif flag == "aggregate" and target.layer not in _NOT_EVENTS:
        yield claim.finding(
            "claims.aggregate", "flag", f"{target.id} is one record of {target.layer}"
        )
    elif flag is None and field not in target.schema.by_name and claim.sound("flag", "field"):
        yield claim.finding("claims.aggregate", "flag", f"null on a number of {target.id}")


def _about_dataset(claim: Record, source: Record) -> Iterator[Finding]:
    if source.get("source_type") != "dataset":
        yield claim.refuse("claims.dataset", "feature_id", f"{source.id} is no data set")
        return
    known = {name for schema in SCHEMAS.values() if schema.mapped for name in schema.by_name}
    field = claim.get("field")
    if field is not None and field not in known:
        hint = did_you_mean(field, known)
        yield claim.refuse("claims.field", "field", f"no record has {show(field)}{hint}")
    for name, wrong in (
        ("source_id", claim.get("source_id") not in (None, source.id)),
        ("rule", claim.get("rule") is None and claim.sound("rule")),
        ("stance", claim.get("stance") == "contradicts"),
    ):
        if wrong:
            reason = f"{show(claim.get(name))} does not fit a claim on a data set"
            yield claim.finding("claims.dataset", name, reason)


def _coverage(record: Record, claims: list[Record], ruled: Ruled) -> Iterator[Finding]:
    by_dataset = _by_dataset(record, ruled)
    supported: defaultdict[str, set[str]] = defaultdict(set)
    contradicted = set()
    for claim in claims:
        field = claim.get("field")
        if claim.get("stance") == "contradicts":
            contradicted.add(field)
        else:
            supported[field].add(str(claim.get("value")))
    for field in record.schema.fields:
        value = record.get(field.name)
        if not field.evidence or value is None:
            continue
        if field.name not in supported and field.name not in contradicted:
            if field.name in by_dataset:
                continue
            yield record.finding(
                "claims.coverage", field.name, f"{show(value)} has no claim or rule"
            )
        elif field.name not in contradicted and _text(value) not in supported[field.name]:
            given = ", ".join(sorted(supported[field.name]))
            yield record.finding(
                "claims.value",
                field.name,
                f"{show(value)} is none of the values claimed: {show(given)}",
            )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sources(
    folder: Folder, record: Record, claims: list[Record], ruled: Ruled
) -> Iterator[Finding]:
    if not record.sound("source_ids") or not folder.knows("sources"):
        return
    listed = set(record.parts("source_ids"))
    claimed = {claim.get("source_id") for claim in claims} - {None}
    if _by_dataset(record, ruled):
        claimed |= listed
    for source in sorted(listed - claimed):
        yield record.finding(
            "claims.source_used", "source_ids", f"no claim of {show(source)} is here"
        )
        return
    kinds = {source.id: source.get("source_type") for source in folder.of("sources")}
    for claim in claims:
        source = claim.get("source_id")
        if source in kinds and source not in listed and kinds[source] not in _OURS:
            yield claim.finding(
                "claims.source_listed",
                "source_id",
                f"{show(source)} is not in {record.id}'s source_ids",
            )
