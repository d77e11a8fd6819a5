"""Signing in and out."""

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from forum.accounts import login as sessions
from forum.accounts import services, setup
from forum.accounts.forms import SignInForm
from forum.accounts.views.blueprint import blueprint
from forum.core.errors import DomainError
from forum.extensions import db
from forum.web.access import allow_public, safe_next
from forum.web.answers import form_page
from forum.web.kept_forms import is_kept_for

allow_public("accounts.login", "accounts.sign_in", "accounts.logout")

TEMPLATE = "accounts/login.html"


@blueprint.get("/login")
def login() -> ResponseReturnValue:
    """The sign-in page; who is signed in already goes on."""
    target = safe_next(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target, 303)
    return _page(SignInForm(next=target))


@blueprint.post("/login")
def sign_in() -> ResponseReturnValue:
    """Check the password and begin a session. A refusal is committed too: it counts the attempt."""
    form = SignInForm()
    if not form.validate():
        return _page(form)
    shared, client, lifetimes = form.shared.data, sessions.client(), sessions.lifetimes()
    try:
        token = services.sign_in(form.email.data, form.password.data, client=client, shared=shared, lifetimes=lifetimes)
    except DomainError as error:
        db.session.commit()
        return _page(form, error)
    db.session.commit()
    sessions.enter(token, shared=shared)
    return redirect(safe_next(form.next.data), 303)


def _page(form: SignInForm, error: DomainError | None = None) -> ResponseReturnValue:
    """The sign-in page. That a text is kept is read from where the visitor goes on to: a flash can get lost on the way
    when the page sends other requests, and it would be gone after a wrong password."""
    kept = is_kept_for(safe_next(form.next.data))
    to_set_up = error is None and not form.is_submitted() and setup.is_open()
    return form_page(TEMPLATE, form, error, to_set_up=to_set_up, text_is_kept=kept)


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session, and have the browser forget the pages it kept."""
    if current_user.is_authenticated:
        services.sign_out(current_user.get_id())
        db.session.commit()
    session.clear()
    flash(_("You are signed out."), "success")
    response = redirect(url_for("accounts.login"), 303)
    # Not "cookies": that would reach every site under the same domain name.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.headers["Cache-Control"] = "no-store"
    return response
