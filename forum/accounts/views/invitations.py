"""Coming in for the first time: by an invitation, or as the first administrator at set-up."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts import login, services, setup
from forum.accounts.forms import AcceptForm, SetUpForm
from forum.accounts.views.blueprint import blueprint
from forum.core.errors import DomainError, Invalid
from forum.extensions import db
from forum.web import locale
from forum.web.access import allow_public
from forum.web.answers import form_page

allow_public("accounts.invitation_accept", "accounts.set_up")


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
def invitation_accept(token: str) -> ResponseReturnValue:
    """Make one's account from an invitation and come in."""
    invitation = services.find_invitation(token)
    form = AcceptForm(obj=invitation)
    template = "accounts/invitation.html"
    if not form.validate_on_submit():
        return _private(form_page(template, form, email=invitation.email))
    try:
        member = services.accept_invitation(token, **form.values(), locale=locale.select())
    except Invalid as error:
        db.session.rollback()
        return _private(form_page(template, form, error, email=invitation.email))
    return _come_in(member.id, _("Welcome, %(name)s. Glad to have you here.", name=member.display_name))


@blueprint.route("/setup", methods=["GET", "POST"])
def set_up() -> ResponseReturnValue:
    """Make the first administrator; only with the token of the server's console, and only once."""
    token = request.args.get("token", "")
    setup.check_token(token)
    form = SetUpForm()
    if not form.validate_on_submit():
        return _private(form_page("accounts/set_up.html", form, token=token))
    try:
        member = setup.set_up(token, **form.values(), locale=locale.select())
    except DomainError as error:
        db.session.rollback()
        return _private(form_page("accounts/set_up.html", form, error, token=token))
    return _come_in(member.id, _("Your network is ready. Invite your first colleagues under Administration."))


def _come_in(member_id: int, welcome: str) -> ResponseReturnValue:
    token = services.begin_session(member_id, client=login.client(), lifetimes=login.lifetimes())
    db.session.commit()
    login.enter(token, shared=False)
    flash(welcome, "success")
    return redirect("/", 303)


def _private(response: ResponseReturnValue) -> ResponseReturnValue:
    """The address of this page is a secret: no other page may learn it, no browser may keep it."""
    response.headers["Referrer-Policy"] = "no-referrer"  # type: ignore[union-attr]
    response.headers["Cache-Control"] = "no-store"  # type: ignore[union-attr]
    return response
