"""The shape of what is filled in about libraries, sites, municipalities and pillars."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forum.web.forms import Form

NAME_NEEDED = InputRequired(_l("Fill in a name."))
DATE_NEEDED = InputRequired(_l("Choose a date."))


def _length(most: int) -> Length:
    return Length(max=most, message=_l("Use %(max)d characters at most."))


class NetworkNameForm(Form):
    """The name of the network itself."""

    name = StringField(_l("Name of the network"), [InputRequired(_l("Fill in the name of the network.")), _length(100)])


class NewLibraryForm(Form):
    """A library that joins the network; without a municipality from the list, a new one is made."""

    name = StringField(_l("Name"), [NAME_NEEDED, _length(120)])
    short_name = StringField(_l("Short name"), [_length(60)])
    municipality_id = SelectField(_l("Municipality"), coerce=int)
    new_municipality = StringField(_l("Name of the new municipality"), [_length(120)])
    since = DateField(_l("Takes part since"), [Optional()])


class RenameLibraryForm(Form):
    """Another name for a library from a day on."""

    name = StringField(_l("Name"), [NAME_NEEDED, _length(120)])
    short_name = StringField(_l("Short name"), [InputRequired(_l("Fill in a short name.")), _length(60)])
    on = DateField(_l("From"), [DATE_NEEDED])
    note = StringField(_l("Note for the history"), [_length(300)])


class SiteForm(Form):
    """A building of a library."""

    name = StringField(_l("Name of the site"), [NAME_NEEDED, _length(120)])
    address = StringField(_l("Address"), [_length(200)])


class EditSiteForm(SiteForm):
    """A building that changes or closes."""

    closed_on = DateField(_l("Closed on"), [Optional()])


class MergeForm(Form):
    """Municipalities that become one: a new one, or one of the existing."""

    merging = SelectMultipleField(
        _l("Municipalities that merge"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[InputRequired(_l("Choose the municipalities that merge."))],
    )
    into = SelectField(_l("They become part of"), coerce=int)
    name = StringField(_l("Name of the new municipality"), [_length(120)])
    on = DateField(_l("From"), [DATE_NEEDED])
    note = StringField(_l("Note for the history"), [_length(300)])


class MergeLibraryForm(Form):
    """A library that becomes part of another one."""

    into = SelectField(_l("Becomes part of"), coerce=int)
    on = DateField(_l("From"), [DATE_NEEDED])
    note = StringField(_l("Note for the history"), [_length(300)])


class PillarForm(Form):
    """The name of a pillar and a line about it."""

    name = StringField(_l("Name"), [NAME_NEEDED, _length(120)])
    summary = StringField(_l("In one line"), [_length(300)])
