"""The corpus in the forms of others, one module a form.

Each form is a function of the corpus alone, so that the same data gives the same bytes: `files` gives a folder as
{path in it: bytes}, which `folder.write` puts on disk whole or not at all. `about` has what the forms say of the data.
"""

from __future__ import annotations
