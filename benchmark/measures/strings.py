"""Strings as template and text matching compare them."""

from __future__ import annotations

import re
from functools import lru_cache

_NOT_WORD = re.compile(r"[^\w\s]|_", re.UNICODE)
_ARTICLE = re.compile(r"\b(?:a|an|the)\b")


@lru_cache(maxsize=1 << 18)
def normalised(text: str) -> str:
    """Lower case, without punctuation and the articles a, an and the, white space squeezed.

    Source: the answer normalisation of SQuAD (Rajpurkar et al., 2016), which GRIT, GTT and IterX use for MUC-4.

    >>> normalised("The U.S.  embassy")
    'us embassy'
    """
    return " ".join(_ARTICLE.sub(" ", _NOT_WORD.sub("", text.lower())).split())
