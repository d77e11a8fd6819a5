"""The base of every form: comes back filled with what was typed before the session or its token expired."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField

from forum.core.errors import DomainError, Invalid
from forum.web.kept_forms import kept_fields


class Form(FlaskForm):
    """A form with a CSRF token. On a page opened with ``?kept=…`` its fields hold what was typed earlier."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Flask-WTF's own choice, and on a plain page view the kept fields."""
            wrapped = super().wrap_formdata(form, formdata)
            return kept_fields() if wrapped is None else wrapped

    def refuse(self, error: DomainError) -> None:
        """Show why a verb refused: at the field the error names, else above the form."""
        field = self._fields.get(error.field) if isinstance(error, Invalid) else None
        if field is not None:
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors.append(error.message)

    def values(self) -> dict[str, Any]:
        """What was filled in, by field name, without the token and hidden fields: the arguments of a verb.

        A text field that was not sent at all is empty.
        """
        return {field.name: _filled_in(field) for field in self if not isinstance(field, HiddenField)}


def _filled_in(field: Any) -> Any:
    return "" if field.data is None and isinstance(field, StringField) else field.data
