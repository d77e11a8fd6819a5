"""The Flask extensions, made once and attached to the application in ``create_app``."""

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from forum.core.orm import Model

db = SQLAlchemy(model_class=Model, disable_autonaming=True)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
