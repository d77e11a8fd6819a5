"""The Flask extensions, made once and attached to the application in ``create_app``."""

from flask import session
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from forum.core.orm import Model


class Login(LoginManager):
    """Flask-Login without what is not used of it: cookies that remember, headers, a session protection of its own."""

    def _load_user(self) -> None:
        token = session.get("_user_id")
        self._update_request_context_with_user(self._user_callback(token) if token else None)


db = SQLAlchemy(model_class=Model, disable_autonaming=True)
login_manager = Login()
csrf = CSRFProtect()
babel = Babel()
