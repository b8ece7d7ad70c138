"""Ways to break what records say of references, dates, deaths and events."""

from breaks_files import has, put


def located(*classes):
    return has("geo_precision", *classes)


def clear(row):
    """Records without special state, so that a break of one rule breaks no other."""
    properties = row["properties"]
    return properties["record_status"] == "reviewed" and properties["confidence"] != "low"


def both(*conditions):
    return lambda row: all(condition(row) for condition in conditions)


def disputes(atlas, feature):
    return any(claim["stance"] == "contradicts" for claim in atlas.claims_on(feature))


def lonely_group(atlas):
    row = atlas.find("attacks", lambda item: item["properties"]["event_group"] is None)
    return atlas.change("attacks", row, event_group="one-record-only")


def odd_group(atlas):
    first, second = [
        row for row in atlas.rows("attacks") if row["properties"]["event_group"] is None
    ][:2]
    atlas.change("attacks", second, event_group="Odd Group")
    return atlas.change("attacks", first, event_group="Odd Group")


def broken_chain(atlas):
    row = atlas.find("bases", has("preceding_id"))
    before = row["properties"]["preceding_id"]
    atlas.change("bases", row, preceding_id=None)
    other = atlas.find("bases", lambda item: item["id"] == before)
    return atlas.where("bases", other, "succeeding_id")


def own_neighbour(atlas):
    row = atlas.find("bases", both(has("preceding_id", None), has("succeeding_id", None)))
    return atlas.change("bases", row, preceding_id=row["id"])


def no_such_area(atlas):
    row = atlas.find("attacks", has("footprint_ref"))
    return atlas.change("attacks", row, footprint_ref="fp-nowhere")


def claim_without_source(atlas):
    claim = atlas.claim(atlas.rows("attacks")[0]["id"], "place_name", "Gao", source_id="src-none")
    return atlas.where("claims", claim, "source_id")


def reversed_bounds(atlas):
    row = atlas.find("attacks", has("time_precision", 5))
    properties = row["properties"]
    start, end = properties["date_start"], properties["date_end"]
    return atlas.change("attacks", row, date_start=end, date_end=start)


def numbers(low=None, best=None, high=None, basis="reported_figure", **parts):
    """A full set of deaths, the first number named first."""
    given = {"fatalities_low": low, "fatalities_best": best, "fatalities_high": high}
    groups = ("civilians", "security_forces", "armed_groups")
    none = {f"fatalities_{b}_{g}": None for g in groups for b in ("low", "best", "high")}
    return {**given, **none, "fatalities_basis": basis, **parts}


def deaths(field, **values):
    def apply(atlas):
        row = atlas.find("attacks", lambda item: not disputes(atlas, item["id"]))
        atlas.change("attacks", row, **numbers(**values))
        return atlas.where("attacks", row, field)

    return apply


def attack_of(event, sub):
    return both(has("event_type", event), has("sub_event_type", sub), clear)


REFERENCES = (
    ("a source that is not there", "refs.unresolved", put("attacks", clear, source_ids="src-none")),
    (
        "an actor that is not there",
        "refs.unresolved",
        put("attacks", has("actor_a"), actor_a="Nobody"),
    ),
    ("an area that is not there", "refs.unresolved", no_such_area),
    ("a region that is not there", "refs.unresolved", put("bases", region_id="ml-region-99")),
    ("a unit that is not there", "refs.unresolved", put("military_regions", units="99th Unit")),
    ("a base that is not there", "refs.unresolved", put("units", base_id="ml-base-none")),
    ("a claim's source that is not there", "refs.unresolved", claim_without_source),
    ("a record before itself", "refs.itself", own_neighbour),
    (
        "another type of actor",
        "refs.actor_type",
        put("attacks", has("actor_a_type", "armed_group"), actor_a_type="state_force"),
    ),
    ("an external id without scheme", "refs.external", put("attacks", external_ids="12345")),
    ("a group of one", "refs.event_group", lonely_group),
    ("a group with a space", "refs.event_group_form", odd_group),
    ("a one-sided succession", "refs.chain", broken_chain),
)


def tomorrow(atlas):
    row = atlas.find("attacks", both(has("time_precision", 1), clear))
    day = "2099-01-01"
    atlas.change("attacks", row, date_edtf=day, date_end=day)
    return atlas.change("attacks", row, date_start=day)


DATES = (
    ("an event to come", "dates.future", tomorrow),
    ("start after end", "dates.order", reversed_bounds),
    (
        "a day less than the bound",
        "dates.bounds",
        put("attacks", has("time_precision", 5), date_start="1900-01-01"),
    ),
    (
        "a year called a day",
        "dates.precision",
        put("attacks", has("time_precision", 5), time_precision=1),
    ),
    (
        "a day called a month",
        "dates.precision",
        put("attacks", has("time_precision", 1), time_precision=4),
    ),
    (
        "closed until before since",
        "dates.period",
        put("border_incidents", has("closure_since"), closure_until="1950"),
    ),
    (
        "an actor that ends before it starts",
        "dates.period",
        put("actors", has("valid_start"), valid_end="1900"),
    ),
)

DEATHS = (
    ("low above high", "counts.order", deaths("fatalities_low", low=9, high=3)),
    ("best above high", "counts.order", deaths("fatalities_best", low=1, best=9, high=3)),
    ("zero for not known", "counts.zero", deaths("fatalities_best", best=0)),
    (
        "zero in one part",
        "counts.zero",
        deaths("fatalities_low_civilians", low=3, fatalities_low_civilians=0),
    ),
    (
        "none reported but some died",
        "counts.basis",
        deaths("fatalities_basis", low=4, basis="none_reported"),
    ),
    (
        "not stated but numbers",
        "counts.basis",
        deaths("fatalities_basis", low=4, basis="not_stated"),
    ),
    ("a figure but no number", "counts.basis", deaths("fatalities_basis")),
    (
        "a part above the whole",
        "counts.parts",
        deaths("fatalities_best_civilians", best=3, fatalities_best_civilians=4),
    ),
    (
        "parts above the whole",
        "counts.parts",
        deaths(
            "fatalities_best", best=5, fatalities_best_civilians=3, fatalities_best_armed_groups=3
        ),
    ),
    (
        "parts above the most",
        "counts.parts",
        deaths(
            "fatalities_high", high=5, fatalities_low_civilians=3, fatalities_low_armed_groups=3
        ),
    ),
)

EVENTS = (
    (
        "a sub-type of another type",
        "events.sub_type",
        put("attacks", attack_of("Battles", "Armed clash"), sub_event_type="Grenade"),
    ),
    (
        "another disorder type",
        "events.disorder",
        put("attacks", attack_of("Battles", "Armed clash"), disorder_type="Demonstrations"),
    ),
    (
        "civilians not targeted",
        "events.civilians",
        put("attacks", attack_of("Violence against civilians", "Attack"), civilian_targeting=False),
    ),
)
