"""The shape of what people fill in about members, sign-in, invitations and set-up."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from forum.web.forms import Form

NAME_NEEDED = InputRequired(_l("Fill in a name."))
OWN_NAME_NEEDED = InputRequired(_l("Fill in your name."))
EMAIL_NEEDED = InputRequired(_l("Fill in an e-mail address."))
OWN_EMAIL_NEEDED = InputRequired(_l("Fill in your e-mail address."))
NEW_PASSWORD_NEEDED = InputRequired(_l("Choose a password."))
NAME = Length(max=100, message=_l("Use %(max)d characters at most."))
EMAIL = Length(max=254, message=_l("Use %(max)d characters at most."))

ROLE_LABELS = {
    "member": _l("Colleague"),
    "expert": _l("Expert"),
    "coordinator": _l("Coordinator"),
    "library_head": _l("Head of library"),
    "moderator": _l("Moderator"),
    "administrator": _l("Administrator"),
}
THEME_LABELS = {"auto": _l("As on this device"), "light": _l("Light"), "dark": _l("Dark")}
# Languages are called by their own name, whatever the language of the page.
LOCALE_LABELS = {"nl": "Nederlands", "en": "English"}


def options(labels: Mapping[str, Any]) -> list[SelectChoice]:
    """The choices of a select field from value and label."""
    return [SelectChoice(value, label) for value, label in labels.items()]


def number_or_none(value: Any) -> int | None:
    """The number of a choice; None for the choice that says that nothing was chosen."""
    return None if value in ("", None) else int(value)


class SignInForm(Form):
    """E-mail address and password; `shared` is for the desk computer that several people use."""

    email = EmailField(_l("E-mail address"), [OWN_EMAIL_NEEDED, EMAIL])
    password = PasswordField(_l("Password"), [InputRequired(_l("Fill in your password."))])
    shared = BooleanField(_l("This is a shared desk computer"))
    next = HiddenField()


class ProfileForm(Form):
    """What colleagues see, and how the site looks."""

    display_name = StringField(_l("Name"), [OWN_NAME_NEEDED, NAME])
    function_title = StringField(_l("Function"), [NAME])
    locale = SelectField(_l("Language"), choices=options(LOCALE_LABELS))
    theme = SelectField(_l("Appearance"), choices=options(THEME_LABELS))


class PasswordForm(Form):
    """Changing one's own password."""

    current = PasswordField(_l("Current password"), [InputRequired(_l("Fill in your current password."))])
    new = PasswordField(_l("New password"), [NEW_PASSWORD_NEEDED])


class InvitationForm(Form):
    """Whom to invite, where and as what."""

    display_name = StringField(_l("Name"), [NAME])
    email = EmailField(_l("E-mail address"), [EMAIL_NEEDED, EMAIL])
    library_id = SelectField(_l("Library"), [InputRequired(_l("Choose a library."))], coerce=number_or_none)
    role = SelectField(_l("Role"), choices=options(ROLE_LABELS), default="member")


class AcceptForm(Form):
    """What somebody who was invited fills in."""

    display_name = StringField(_l("Your name"), [OWN_NAME_NEEDED, NAME])
    function_title = StringField(_l("Function"), [NAME])
    password = PasswordField(_l("Choose a password"), [NEW_PASSWORD_NEEDED])


class RoleForm(Form):
    """A role for a member, and the library it is for (0: the whole network)."""

    role = SelectField(_l("Role"), choices=options(ROLE_LABELS)[1:])
    library_id = SelectField(
        _l("For"), [InputRequired(_l("Choose the whole network or a library."))], coerce=number_or_none
    )


class MoveForm(Form):
    """The library a member works in."""

    library_id = SelectField(_l("Library"), coerce=int)


class ConfirmForm(Form):
    """A button that needs nothing but its CSRF token."""


class SetUpForm(Form):
    """The first administrator and the name of the network."""

    network_name = StringField(_l("Name of the network"), [InputRequired(_l("Fill in the name of the network.")), NAME])
    display_name = StringField(_l("Your name"), [OWN_NAME_NEEDED, NAME])
    email = EmailField(_l("E-mail address"), [OWN_EMAIL_NEEDED, EMAIL])
    password = PasswordField(_l("Choose a password"), [NEW_PASSWORD_NEEDED])
    starter = BooleanField(_l("Start with the ten libraries of the Waasland"), default=True)


class MemberFilterForm(Form):
    """Search and filter of the list of colleagues; sent by GET, so without CSRF token."""

    class Meta(Form.Meta):
        csrf = False

    q = StringField(_l("Name or function"), [Optional(), NAME])
    library = SelectField(_l("Library"), coerce=str, validate_choice=False)
