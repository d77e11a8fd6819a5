"""The base of every form: comes back filled with what was typed before the session or its token expired."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.form import _Auto

from forum.core.errors import DomainError, Invalid
from forum.web.kept_forms import kept_fields


class Form(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token. On a page opened with ``?kept=…`` its fields hold what was typed earlier."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc, name-defined]
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Flask-WTF's own choice, and on a plain page view the kept fields."""
            wrapped = super().wrap_formdata(form, formdata)
            if wrapped is None and formdata is _Auto:
                return kept_fields()
            return wrapped

    def refuse(self, error: DomainError) -> None:
        """Show why a verb refused: at the field the error names, else above the form."""
        field = self._fields.get(error.field) if isinstance(error, Invalid) else None
        if field is not None:
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors.append(error.message)
