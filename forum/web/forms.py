"""The base of every form: comes back filled with what was typed before the session or its token expired."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from babel.support import Translations
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.i18n import messages_path

from forum.core.errors import DomainError, Invalid
from forum.web import locale
from forum.web.kept_forms import kept_fields


class Form(FlaskForm):
    """A form with a CSRF token. On a page opened with ``?kept=…`` its fields hold what was typed earlier."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Flask-WTF's own choice, and on a plain page view the kept fields."""
            wrapped = super().wrap_formdata(form, formdata)
            return kept_fields() if wrapped is None else wrapped

        def get_translations(self, form: Any) -> Any:
            """The texts of WTForms itself: Flask-WTF reads their file anew in every request that makes a form."""
            return _texts_of_wtforms(locale.current())

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


@lru_cache(maxsize=8)
def _texts_of_wtforms(language: str) -> Any:
    texts = Translations.load(messages_path(), [language], domain="wtforms")
    return _Texts(texts.ugettext, texts.ungettext)


class _Texts(NamedTuple):
    """What WTForms asks for."""

    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]


def _filled_in(field: Any) -> Any:
    return "" if field.data is None and isinstance(field, StringField) else field.data
