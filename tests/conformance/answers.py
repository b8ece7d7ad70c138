"""What the tests of requirements ask of answers again and again."""


def links(body, rel):
    return [one for one in body["links"] if one["rel"] == rel]


def only_link(body, rel, media_type=None):
    found = [one for one in links(body, rel) if media_type in (None, one["type"])]
    assert len(found) == 1, (rel, media_type, body["links"])
    return found[0]


def parameter(api, path, name):
    """A query parameter as an operation has it, its reference followed."""
    for one in api["paths"][path]["get"]["parameters"]:
        found = one
        if "$ref" in one:
            found = api["components"]["parameters"][one["$ref"].rsplit("/", 1)[1]]
        if found["name"] == name:
            return found
    raise AssertionError(f"{path} has no parameter {name}")
