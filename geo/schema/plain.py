"""Texts that need no closer look: found many at a time, with what no rule of texts finds fault."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo import compute as pc
from geo.schema.model import Field
from geo.schema.rules.vocabulary import WORDS_EN, WORDS_FR

# Letters, digits and marks of English and French texts: printable, in normal form NFC, the same in
# lower case as case-folded. Without "<", "&" and "]", which may begin markup.
_SAFE = "!-%'-;=-\\\\^-~À-ÞàâäçèéêëîïíìñóòôöùûüúÿœŒ’–«»…"
_PLAIN = f"^[{_SAFE}](?:[ {_SAFE}]*[{_SAFE}])?$"
_LONGEST_PLACEHOLDER = 12  # no text longer than that stands for null
_KINDS = ("string", "text")
# The words that names and summaries do not use, wherever they stand: more than the rule refuses.
_STEMS = "|".join(word.replace("*", "") for word in (*WORDS_EN, *WORDS_FR))


def plain_texts(field: Field, texts: pa.Array, neutral: bool) -> NDArray[np.bool_]:
    """Which values are sound by every rule on one value; ``neutral``: the words are judged too.

    False means no more than that the rules have to be asked. Nulls are False.
    """
    if field.kind not in _KINDS or field.codes is not None or field.max_length is None:
        return np.zeros(len(texts), dtype=bool)
    length = pc.utf8_length(texts)
    found = pc.and_(
        pc.greater(length, _LONGEST_PLACEHOLDER), pc.less_equal(length, field.max_length)
    )
    found = pc.and_(found, pc.match_substring_regex(texts, _PLAIN))
    if neutral:
        found = pc.and_not(found, pc.match_substring_regex(_folded(texts), _STEMS))
    mask: NDArray[np.bool_] = found.fill_null(False).to_numpy(zero_copy_only=False)
    return mask


def _folded(texts: pa.Array) -> pa.Array:
    """As ``vocabulary.fold``, for the characters of ``_PLAIN``."""
    apart = pc.utf8_normalize(pc.utf8_lower(texts), form="NFD")
    return pc.replace_substring_regex(apart, r"\p{M}+", "")
