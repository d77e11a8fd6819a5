"""Before a text is posted: what in it looks like the number of a patron, unless its writer has said to post anyway.

Shown once more to the writer (``components/patron_warning.html``); nothing about it is logged or stored.
"""

from flask import request

from forum.core.text.patron_data import Finding, find_patron_data

ANYWAY = "anyway"


def patron_data_in(*texts: str) -> list[Finding]:
    """What the writer is to look at first; empty when the form was sent with the button "post anyway"."""
    return [] if ANYWAY in request.form else find_patron_data(*texts)
