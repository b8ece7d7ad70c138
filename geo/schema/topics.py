"""What claims are about, in words: a field of a record, or on an area what no field has."""

from geo.schema import SCHEMAS
from geo.schema.codes import AREA_TOPICS
from geo.schema.model import Language, LayerSchema


def topic(field: str, language: Language, home: LayerSchema | None = None) -> str:
    """The title of what a claim with this ``field`` is about; the name where nothing has a title.

    ``home`` is the schema of the record it is about, where that is known: fields of the same name
    have the same title nearly everywhere.
    """
    homes: tuple[LayerSchema, ...] = (home,) if home else ()
    for schema in (*homes, *SCHEMAS.values()):
        if field in schema.by_name:
            return schema.by_name[field].title(language)
    return AREA_TOPICS.label(field, language)
