"""Joins sessions to Flask-Login: who the cookie stands for, beginning a session, and when it was last used."""

import logging
from datetime import timedelta

from flask import current_app, g, request, session
from flask.sansio.app import App
from flask.wrappers import Response
from flask_login import login_user
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from forum.accounts.clients import Client
from forum.accounts.identity import Anonymous, Identity, find_by_session_token
from forum.accounts.models import SignInSession
from forum.accounts.services.sign_in import Lifetimes
from forum.core import reading
from forum.core.clock import now
from forum.core.database import writing
from forum.extensions import db, login_manager
from forum.web.kept_forms import new_form_token

log = logging.getLogger(__name__)

# Writing down that a session is in use, at most this often.
NOTE_USE_EVERY = timedelta(minutes=3)

login_manager.anonymous_user = Anonymous
# The session is checked against our own table; comparing network and browser would only sign out people on the move.
login_manager.session_protection = None


@login_manager.user_loader
def load(token: str) -> Identity | None:
    """The identity behind the session cookie."""
    identity = find_by_session_token(token)
    if identity is not None and identity.seen_at is not None:
        # From then on a request has to note that the session is in use.
        reading.holds_until(identity.seen_at + NOTE_USE_EVERY)
    return identity


def install(app: App) -> None:
    """Let sessions of the cookie last as long as ours, and note their use after each request."""
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=app.config["SESSION_HOURS"])
    app.after_request(note_use)


def lifetimes() -> Lifetimes:
    """The lifetimes of sessions from the settings."""
    config = current_app.config
    return Lifetimes(
        absolute=config["SESSION_HOURS"] * 3600,
        idle=config["SESSION_IDLE_MINUTES"] * 60,
        shared_idle=config["SHARED_IDLE_MINUTES"] * 60,
    )


def client() -> Client:
    """Where this request comes from."""
    return Client(request.remote_addr or "", request.user_agent.string)


def enter(token: str, *, shared: bool) -> None:
    """Give the browser its new session; nothing of an earlier one remains. A shared one ends with the browser."""
    session.clear()
    session.permanent = not shared
    identity = find_by_session_token(token)
    if identity is not None:
        session["csrf_token"] = new_form_token(identity.id)
        login_user(identity)


def note_use(response: Response) -> Response:
    """Write down that the session is in use, after the page is made and outside its transaction."""
    identity = g.get("_login_user")
    if identity is None or not identity.is_authenticated or identity.seen_at is None:
        return response
    moment = now()
    if moment - identity.seen_at < NOTE_USE_EVERY:
        return response
    db.session.rollback()
    used = update(SignInSession).where(SignInSession.id == identity.session_id).values(last_seen_at=moment)
    try:
        with writing(), db.engine.begin() as connection:
            connection.execute(used)
    except OperationalError:
        log.warning("could not note the use of a session", exc_info=True)
    return response
