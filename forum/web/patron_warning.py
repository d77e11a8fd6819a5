"""Before a text is posted: what in it looks like the number of a patron, unless its writer has said to post anyway.

Shown once more to the writer (``components/patron_warning.html``); nothing about it is logged or stored.
"""

from typing import Any

from flask import flash, request
from flask_babel import gettext as _

from forum.core.text.normalise import clean
from forum.core.text.patron_data import Finding, find_patron_data

ANYWAY, LEAVE_OUT = "anyway", "leave_out"
# What stands where a number stood.
LEFT_OUT = "[…]"


def patron_data_in(*texts: str) -> list[Finding]:
    """What the writer is to look at first; empty when the form was sent with the button "post anyway"."""
    return [] if ANYWAY in request.form else find_patron_data(*texts)


def leave_out_of(form: Any) -> bool:
    """Take the numbers out of the texts of a form that was sent for that: it comes back, nothing is posted."""
    if LEAVE_OUT not in request.form:
        return False
    for field in form:
        if isinstance(field.data, str) and field.name in request.form:
            for finding in find_patron_data(field.data):
                text = field.data if finding.stretch in field.data else clean(field.data)
                field.data = text.replace(finding.stretch, LEFT_OUT)
    flash(_("The number is left out. Read your text again; it has not been posted yet."), "info")
    return True
