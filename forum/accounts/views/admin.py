"""Administration: tasks, members and their roles, invitations, work that failed."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_login import current_user

from forum.accounts import queries, services
from forum.accounts.forms import ROLE_LABELS, InvitationForm, MoveForm, RoleForm
from forum.accounts.views.blueprint import blueprint
from forum.accounts.views.members import chosen_members, cursors
from forum.core import outbox
from forum.core.errors import Conflict, DomainError
from forum.core.policy import can, require
from forum.extensions import db
from forum.web.answers import form_page


@blueprint.get("/admin/")
def admin() -> ResponseReturnValue:
    """What waits for somebody to look at it."""
    require(current_user, "admin.see")
    return render_template(
        "accounts/admin.html",
        dead=outbox.count_dead() if can(current_user, "admin.outbox") else None,
        members=queries.count_members(),
        invitations=len(queries.list_open_invitations(current_user)),
    )


@blueprint.get("/admin/members")
def admin_members() -> ResponseReturnValue:
    """All members with their roles, closed accounts too."""
    require(current_user, "admin.members")
    chosen = chosen_members()
    page = queries.list_members(current_user, **chosen, **cursors(), inactive=True)
    return render_template(
        "accounts/admin_members.html",
        page=page,
        roles=queries.list_roles([row.id for row in page.items]),
        role_labels=ROLE_LABELS,
        libraries=queries.library_slugs(),
        **chosen,
    )


@blueprint.route("/admin/invitations", methods=["GET", "POST"])
def admin_invitations() -> ResponseReturnValue:
    """Invite somebody; the link is shown once, to copy."""
    require(current_user, "member.invite")
    form = _invitation_form()
    if not form.validate_on_submit():
        return _invitations(form)
    try:
        token = services.invite_member(current_user, **form.values(), days=current_app.config["INVITATION_DAYS"])
    except DomainError as error:
        db.session.rollback()
        return _invitations(form, error)
    db.session.commit()
    link = url_for("accounts.invitation_accept", token=token, _external=True)
    return _invitations(_invitation_form(fresh=True), link=link, invited=form.email.data)


@blueprint.post("/admin/invitations/<int:invitation_id>/withdraw")
def invitation_withdraw(invitation_id: int) -> ResponseReturnValue:
    """Make an invitation worthless."""
    services.withdraw_invitation(current_user, queries.get_invitation(invitation_id))
    db.session.commit()
    flash(_("The invitation is withdrawn."), "success")
    return redirect(url_for("accounts.admin_invitations"), 303)


@blueprint.get("/admin/members/<int:member_id>")
def admin_member(member_id: int) -> ResponseReturnValue:
    """One member: roles, library, closing the account."""
    require(current_user, "admin.members")
    return _member_page(member_id)


@blueprint.post("/admin/members/<int:member_id>/roles")
def role_grant(member_id: int) -> ResponseReturnValue:
    """Give a role."""
    member, form = queries.get_member(current_user, member_id), _role_form()
    if not form.validate():
        return _member_page(member_id, role_form=form)
    scope = ("library", form.library_id.data) if form.library_id.data else ("network", 0)
    try:
        services.grant_role(current_user, member, form.role.data, *scope)
    except DomainError as error:
        db.session.rollback()
        return _member_page(member_id, error, role_form=form)
    return _saved(member_id)


@blueprint.post("/admin/members/<int:member_id>/roles/<role>/<scope_kind>/<int:scope_id>/revoke")
def role_revoke(member_id: int, role: str, scope_kind: str, scope_id: int) -> ResponseReturnValue:
    """Take a role back."""
    member = queries.get_member(current_user, member_id)
    try:
        services.revoke_role(current_user, member, role, scope_kind, scope_id)
    except Conflict as error:
        db.session.rollback()
        return _member_page(member_id, error)
    return _saved(member_id)


@blueprint.post("/admin/members/<int:member_id>/library")
def member_move(member_id: int) -> ResponseReturnValue:
    """Let a member work in another library."""
    form = _with_libraries(MoveForm(), _("No library"))
    if not form.validate():
        return _member_page(member_id, move_form=form)
    services.move_to_library(current_user, queries.get_member(current_user, member_id), form.library_id.data or None)
    return _saved(member_id)


@blueprint.post("/admin/members/<int:member_id>/deactivate")
def member_deactivate(member_id: int) -> ResponseReturnValue:
    """Close an account."""
    services.deactivate_member(current_user, queries.get_member(current_user, member_id))
    return _saved(member_id)


@blueprint.post("/admin/members/<int:member_id>/reactivate")
def member_reactivate(member_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    services.reactivate_member(current_user, queries.get_member(current_user, member_id))
    return _saved(member_id)


@blueprint.get("/admin/outbox")
def admin_outbox() -> ResponseReturnValue:
    """Work that failed for good."""
    require(current_user, "admin.outbox")
    return render_template("accounts/admin_outbox.html", rows=outbox.list_dead())


@blueprint.post("/admin/outbox/<int:row_id>/<any(retry, discard):action>")
def outbox_change(row_id: int, action: str) -> ResponseReturnValue:
    """Try failed work again, or drop it."""
    services.change_dead_work(current_user, row_id, action)
    db.session.commit()
    flash(_("It will be tried again within a few seconds.") if action == "retry" else _("It is removed."), "success")
    return redirect(url_for("accounts.admin_outbox"), 303)


def _saved(member_id: int) -> ResponseReturnValue:
    db.session.commit()
    flash(_("The change is saved."), "success")
    return redirect(url_for("accounts.admin_member", member_id=member_id), 303)


def _invitations(
    form: InvitationForm, error: DomainError | None = None, *, link: str = "", invited: str = ""
) -> Response:
    rows = queries.list_open_invitations(current_user)
    context = {"link": link, "invited": invited, "invitations": rows, "role_labels": ROLE_LABELS}
    response = form_page("accounts/admin_invitations.html", form, error, **context)
    if link:
        response.headers["Cache-Control"] = "no-store"
    return response


def _invitation_form(fresh: bool = False) -> InvitationForm:
    """The form with the choices the inviter has; `fresh` leaves out what was just sent."""
    form = InvitationForm(formdata=None) if fresh else InvitationForm()
    if can(current_user, "member.grant_role"):
        nowhere = (0, _("No library: works for the whole network"))
        form.library_id.choices = [("", _("Choose a library")), *queries.library_choices(), nowhere]
        return form
    form.library_id.choices = [(current_user.library_id, current_user.library_name)]
    form.role.choices = [("member", ROLE_LABELS["member"])]
    return form


def _role_form() -> RoleForm:
    return _with_scopes(RoleForm())


def _with_scopes(form: RoleForm) -> RoleForm:
    """The form with what a role can be for; nothing is chosen for who gives it."""
    everywhere = (0, _("The whole network"))
    form.library_id.choices = [("", _("Choose what it is for")), everywhere, *queries.library_choices()]
    return form


def _with_libraries(form: Any, empty: str) -> Any:
    form.library_id.choices = [(0, empty), *queries.library_choices()]
    return form


def _member_page(
    member_id: int,
    error: DomainError | None = None,
    *,
    role_form: RoleForm | None = None,
    move_form: MoveForm | None = None,
) -> Response:
    profile = queries.get_profile(current_user, member_id)
    form = role_form or RoleForm(formdata=None)
    moving = move_form or MoveForm(formdata=None, library_id=profile.library_id or 0)
    context = {
        "member": profile,
        "subject": queries.get_member(current_user, member_id),
        "roles": queries.list_roles([member_id]).get(member_id, []),
        "role_labels": ROLE_LABELS,
        "move_form": _with_libraries(moving, _("No library")),
    }
    return form_page("accounts/admin_member.html", _with_scopes(form), error, **context)
