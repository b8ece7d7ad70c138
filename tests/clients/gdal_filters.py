"""Filters as people give them to GDAL, and what of them its OAPIF driver sends to a server."""

from expected import overlapping

# A filter, the records it must find, and what of it the server is asked.
WHERE = [
    ("event_type = 'Battles'", lambda p: p["event_type"] == "Battles", "event_type=Battles"),
    ("fatalities_low = 49", lambda p: p["fatalities_low"] == 49, "fatalities_low=49"),
    ("civilian_targeting = 1", lambda p: p["civilian_targeting"], "civilian_targeting=1"),
    ("fatalities_low > 3", lambda p: (p["fatalities_low"] or 0) > 3, None),
    ("fatalities_best IS NULL", lambda p: p["fatalities_best"] is None, None),
    ("name_fr LIKE '%essai%'", lambda p: "essai" in (p["name_fr"] or ""), None),
    ("event_type IN ('Battles', 'Riots')", lambda p: p["event_type"] in ("Battles", "Riots"), None),
    # Of a date's comparison GDAL makes the parameter `datetime`, whatever field it is, and looks no
    # further. Its days end in the T that a time would follow, in every version up to 3.12.
    ("date_start >= '2015-01-01'", overlapping(start="2015-01-01"), "datetime=2015-01-01T/.."),
    ("date_start <= '2019/06/09'", overlapping(end="2019-06-09"), "datetime=../2019-06-09T"),
    ("date_start BETWEEN '2015/01/01' AND '2020/05/01'", overlapping("2015-01-01", "2020-05-01"),
     "datetime=2015-01-01T/2020-05-01T"),
    ("date_end > '2015/01/01 00:00:00'", overlapping(start="2015-01-01"),
     "datetime=2015-01-01T00:00:00Z/.."),
    ("event_type = 'Battles' AND date_start >= '2000-01-01'",
     lambda p: p["event_type"] == "Battles" and overlapping(start="2000-01-01")(p),
     "event_type=Battles&datetime=2000-01-01T/.."),
]  # fmt: skip
