"""Ways to break where records say things are, regions and borders."""

import copy as copying
import tomllib

from breaks_facts import both, clear, located
from breaks_files import has, put

UNLOCATED = has("location_method", "not_stated")
POINT = both(located(2), clear, has("admin1_code"))
DRAWN = both(located(5, 6), clear)
NO_UNITS = dict.fromkeys(
    ("admin1_name", "admin1_code", "admin2_name", "admin2_code", "admin_vintage")
)
FAR = 3_000_000  # metres; covers every footprint


def geometry(layer, wanted, change):
    """A break of one record's geometry: ``change`` gets a copy and gives the new one."""

    def apply(atlas):
        row = atlas.find(layer, wanted)
        row["geometry"] = change(copying.deepcopy(row["geometry"]))
        return atlas.where(layer, row, "geometry")

    return apply


def coordinates(change):
    def changed(old):
        old["coordinates"] = change(old["coordinates"])
        return old

    return changed


def move(lon, lat):
    return coordinates(lambda _: [lon, lat])


def polygon(item):
    return item["geometry"]["type"] == "Polygon"


def reverse(rings):
    return [ring[::-1] for ring in rings]


def nan(position):
    return [float("nan"), position[1]]


BOW_TIE = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]


def line_for_point(atlas):
    row = atlas.find("border_incidents", both(located(1, 2, 3), clear))
    lon, lat = row["geometry"]["coordinates"]
    row["geometry"] = {"type": "LineString", "coordinates": [[lon, lat], [lon + 0.1, lat]]}
    return atlas.where("border_incidents", row, "geometry")


def place_lost(atlas):
    row = atlas.find("attacks", POINT)
    row["geometry"] = None
    return atlas.where("attacks", row, "location_method")


def place_guessed(atlas):
    row = atlas.find("attacks", UNLOCATED)
    row["geometry"] = {"type": "Point", "coordinates": [-1, 16]}
    return atlas.where("attacks", row, "location_method")


def outside_footprint(atlas):
    """To a corner of the atlas's bounds, which no footprint but a country's reaches."""
    row = atlas.find("attacks", DRAWN)
    west, south = tomllib.loads((atlas.path / "atlas.toml").read_text("utf-8"))["bounds"][:2]
    row["geometry"]["coordinates"] = [west + 0.1, south + 0.1]
    return atlas.where("attacks", row, "geometry")


def country_for_region(atlas):
    row = atlas.find("attacks", DRAWN)
    return atlas.change("attacks", row, footprint_ref="ML", location_radius_m=FAR)


def region_for_country(atlas):
    row = atlas.find("attacks", located(7))
    return atlas.change("attacks", row, footprint_ref="ML-7")


def other_unit(atlas):
    row = atlas.find("attacks", both(located(1, 2, 3), clear, has("admin1_code", "ML-5")))
    names = {item["id"]: item["properties"]["name_fr"] for item in atlas.rows("areas")}
    atlas.change("attacks", row, admin1_code="ML-8", admin1_name=names["ML-8"])
    return atlas.where("attacks", row, "geometry")


def other_country(atlas):
    row = atlas.find("attacks", both(located(1, 2, 3), clear, has("admin1_code", "ML-8", "ML-6")))
    atlas.change("attacks", row, country="BF", **NO_UNITS)
    return atlas.where("attacks", row, "geometry")


def exact_base(atlas):
    row = atlas.find("bases", both(located(2), clear))
    return atlas.change("bases", row, geo_precision=1)


def drawn_region(item):
    return item["geometry"] is not None


def other_members(atlas):
    row = atlas.find("military_regions", drawn_region)
    members = row["properties"]["member_admin_codes"].split(";")
    other = next(
        item["id"]
        for item in atlas.rows("areas")
        if item["properties"]["level"] == "admin1" and item["id"] not in members
    )
    atlas.change("military_regions", row, member_admin_codes=other)
    return atlas.where("military_regions", row, "geometry")


def footprint_for_member(atlas):
    row = atlas.find("military_regions", drawn_region)
    return atlas.change("military_regions", row, member_admin_codes="fp-ml-north")


def other_footprint(atlas):
    row = atlas.find("military_regions", drawn_region)
    ring = [[-20, 5], [10, 5], [10, 30], [-20, 30], [-20, 5]]
    atlas.add_area("fp-test", ring)
    return atlas.change("military_regions", row, footprint_ref="fp-test", location_radius_m=2 * FAR)


def other_side(atlas):
    row = atlas.find("border_incidents", both(located(1, 2, 3), clear))
    side = "neighbour" if row["properties"]["country"] == "ML" else "ml"
    none = {"distance_to_border_m": None, "distance_uncertainty_m": None}
    return atlas.change("border_incidents", row, border_side=side, **none)


def bordering(**values):
    """A break of the first border incident that is located and clear."""
    return put("border_incidents", both(located(1, 2, 3), clear), **values)


GEOMETRY = (
    (
        "a polygon among attacks",
        "geometry.type",
        geometry("attacks", POINT, lambda _: {"type": "Polygon", "coordinates": BOW_TIE}),
    ),
    (
        "an area without geometry",
        "geometry.null",
        geometry("areas", lambda item: item["id"] == "BF", lambda _: None),
    ),
    (
        "coordinates too deep",
        "geometry.structure",
        geometry("attacks", POINT, coordinates(lambda old: [old])),
    ),
    (
        "no coordinates",
        "geometry.structure",
        geometry("attacks", POINT, lambda _: {"type": "Point"}),
    ),
    ("latitude first", "geometry.position", geometry("attacks", POINT, move(16.27, 100.04))),
    (
        "a height",
        "geometry.position",
        geometry("attacks", POINT, coordinates(lambda old: [*old, 250])),
    ),
    ("not a number", "geometry.position", geometry("attacks", POINT, coordinates(nan))),
    ("text for a longitude", "geometry.position", geometry("attacks", POINT, move("0", "0"))),
    (
        "an open ring",
        "geometry.ring",
        geometry("areas", polygon, coordinates(lambda rings: [rings[0][:-1]])),
    ),
    ("the left hand", "geometry.winding", geometry("areas", polygon, coordinates(reverse))),
    ("a bow tie", "geometry.valid", geometry("areas", polygon, coordinates(lambda _: BOW_TIE))),
)

PLACES = (
    ("geometry lost", "place.null_geometry", place_lost),
    ("geometry guessed", "place.null_geometry", place_guessed),
    ("a class without geometry", "place.precision", put("attacks", UNLOCATED, geo_precision=2)),
    ("a line called near", "place.point", line_for_point),
    ("an area without footprint", "place.footprint", put("attacks", DRAWN, footprint_ref=None)),
    ("a point with footprint", "place.footprint", put("attacks", POINT, footprint_ref="ML-7")),
    ("a country for a region", "place.footprint_level", country_for_region),
    ("a region for a country", "place.footprint_level", region_for_country),
    ("a place without radius", "place.radius_null", put("attacks", POINT, location_radius_m=None)),
    (
        "a radius without place",
        "place.radius_null",
        put("attacks", UNLOCATED, location_radius_m=2000),
    ),
    ("a settlement of 1 999 m", "place.radius", put("attacks", POINT, location_radius_m=1999)),
    ("a region of 25 km", "place.radius", put("attacks", DRAWN, location_radius_m=25_000)),
    (
        "four decimals for a settlement",
        "place.decimals",
        geometry("attacks", POINT, coordinates(lambda old: [round(old[0], 2) + 0.0001, old[1]])),
    ),
    (
        "three decimals for near",
        "place.decimals",
        geometry(
            "attacks",
            both(located(3), clear),
            coordinates(lambda old: [round(old[0], 1) + 0.001, old[1]]),
        ),
    ),
    ("Null Island", "place.zero", geometry("attacks", POINT, move(0, 0))),
    ("a point outside its footprint", "place.inside_footprint", outside_footprint),
    ("a point in another region", "place.inside_admin", other_unit),
    ("a point in another country", "place.inside_country", other_country),
    (
        "a region where only the country is known",
        "place.admin_known",
        put("attacks", located(7), admin1_name="Gao"),
    ),
    (
        "a district where only the region is known",
        "place.admin_known",
        put("attacks", located(5), admin2_name="Ansongo"),
    ),
    ("a unit of no vintage", "place.admin_vintage", put("attacks", POINT, admin_vintage=None)),
    ("a code that is not there", "place.admin_code", put("attacks", POINT, admin1_code="X-99")),
    (
        "a footprint for a unit",
        "place.admin_code",
        put("attacks", POINT, admin1_code="fp-ml-north"),
    ),
    ("another unit's name", "place.admin_name", put("attacks", POINT, admin1_name="Elsewhere")),
    (
        "an inferred place, sure",
        "place.inferred",
        put("attacks", POINT, "confidence", location_method="inferred"),
    ),
    ("a base on the spot", "place.base_precision", exact_base),
)

REGIONS = (
    (
        "a polygon, not stated",
        "regions.method",
        put("military_regions", drawn_region, boundary_method="not_stated"),
    ),
    (
        "a polygon of nothing",
        "regions.members",
        put("military_regions", drawn_region, member_admin_codes=None),
    ),
    ("a footprint for a member", "regions.member_level", footprint_for_member),
    ("another member", "regions.union", other_members),
    ("another footprint", "regions.footprint", other_footprint),
)

BORDERS = (
    ("an unsorted pair", "borders.pair", bordering(border_pair="ML-BF", states_involved="BF;ML")),
    ("a pair of one", "borders.pair", bordering(border_pair="ML-ML")),
    (
        "a state left out",
        "borders.states",
        put("border_incidents", has("border_pair"), states_involved="FR"),
    ),
    (
        "a state that is none",
        "borders.states",
        bordering(states_involved="BF;DZ;NE;MR;CI;SN;GN;ML;XX"),
    ),
    (
        "a distance without uncertainty",
        "borders.distance",
        bordering(distance_uncertainty_m=None, distance_to_border_m=9_000),
    ),
    (
        "a side too sure",
        "borders.side",
        bordering(border_side="both", distance_to_border_m=5_000, distance_uncertainty_m=5_000),
    ),
    ("the side of another country", "borders.side_country", other_side),
)
