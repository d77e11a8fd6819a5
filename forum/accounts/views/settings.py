"""One's own settings, a page each: profile, password, where one is signed in."""

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from forum.accounts import login, queries, services
from forum.accounts.forms import PasswordForm, ProfileForm
from forum.accounts.models import LOCALES
from forum.accounts.views.blueprint import blueprint
from forum.core.errors import DomainError, Invalid
from forum.extensions import db
from forum.web.access import allow_public, safe_next
from forum.web.answers import form_page
from forum.web.locale import COOKIE

allow_public("accounts.settings_display")

ONE_YEAR = 365 * 24 * 3600


@blueprint.get("/settings/")
def settings() -> ResponseReturnValue:
    """The settings begin with the profile."""
    return redirect(url_for("accounts.settings_profile"), 302)


@blueprint.route("/settings/profile", methods=["GET", "POST"])
def settings_profile() -> ResponseReturnValue:
    """What colleagues see of you, and how the site looks."""
    member = queries.get_member(current_user, current_user.id)
    form = ProfileForm(obj=member)
    if form.validate_on_submit():
        try:
            services.edit_profile(current_user, member, **form.values())
        except DomainError as error:
            db.session.rollback()
            return form_page("accounts/settings_profile.html", form, error)
        db.session.commit()
        with force_locale(member.locale):
            flash(_("Your profile is saved."), "success")
        return redirect(url_for("accounts.settings_profile"), 303)
    return form_page("accounts/settings_profile.html", form)


@blueprint.post("/settings/display")
def settings_display() -> ResponseReturnValue:
    """Change only the appearance or the language, from any page; a visitor's language is kept in a cookie."""
    response = redirect(safe_next(_path(request.referrer)), 303)
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        response = make_response("", 204)
    chosen = request.form.get("locale", "")
    if current_user.is_authenticated:
        services.set_display(current_user, theme=request.form.get("theme", ""), locale=chosen)
        db.session.commit()
    elif chosen in LOCALES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, chosen, max_age=ONE_YEAR, httponly=True, samesite="Lax", secure=secure)
    return response


@blueprint.route("/settings/password", methods=["GET", "POST"])
def settings_password() -> ResponseReturnValue:
    """Change your password; your other browsers are signed out. A refusal is committed: it counts the attempt."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            services.change_password(current_user, form.current.data, form.new.data, client=login.client())
        except DomainError as error:
            db.session.commit()
            return form_page("accounts/settings_password.html", _with_weakness(form, error), error)
        db.session.commit()
        flash(_("Your password is changed. Your other devices are signed out."), "success")
        return redirect(url_for("accounts.settings_password"), 303)
    return form_page("accounts/settings_password.html", form)


def _with_weakness(form: PasswordForm, error: DomainError) -> PasswordForm:
    """When it is the current password that was refused: what is wrong with the new one besides."""
    if getattr(error, "field", "") == "current":
        try:
            services.check_new_password(current_user, form.new.data)
        except Invalid as weakness:
            form.refuse(weakness)
    return form


@blueprint.get("/settings/sessions")
def settings_sessions() -> ResponseReturnValue:
    """The devices you are signed in on."""
    sessions = queries.list_sessions(current_user)
    return render_template("accounts/settings_sessions.html", sessions=sessions)


@blueprint.post("/settings/sessions/<int:session_id>/end")
def session_end(session_id: int) -> ResponseReturnValue:
    """Sign one device out."""
    services.end_session(current_user, queries.get_session(current_user, session_id))
    db.session.commit()
    flash(_("That device is signed out."), "success")
    return redirect(url_for("accounts.settings_sessions"), 303)


@blueprint.post("/settings/sessions/end-others")
def session_end_others() -> ResponseReturnValue:
    """Sign out everywhere else."""
    services.end_other_sessions(current_user, current_user.session_id)
    db.session.commit()
    flash(_("You are signed out on all other devices."), "success")
    return redirect(url_for("accounts.settings_sessions"), 303)


def _path(url: str | None) -> str:
    """The path of the page somebody came from, when that is ours."""
    own = request.host_url.rstrip("/")
    return url[len(own) :] if url and url.startswith(f"{own}/") else "/"
