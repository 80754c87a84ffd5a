"""Who may open a route: one decorator over each view; a route without one fails a test.

The decorator finds the viewer, opens the scope, checks the role, the origin and the form's token,
runs a GET inside one `reading()`, and shows a refused form again beside its sentences.
What a viewer may not see is a 404, byte for byte the one of a missing page.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, NamedTuple
from uuid import UUID

from flask import Flask, Response, before_render_template, g, make_response, redirect, request, url_for

from service.core.acts.problems import (
    Conflict,
    Invalid,
    Message,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Problem,
    WrongState,
    _,
    existing,
)
from service.core.db.transactions import end_reading, reading, retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Kind, NoScope, Scope, area_range
from service.core.tenancy.viewer import Viewer
from service.identity.commands.people import note_refusal
from service.identity.queries.signed_in import Membership
from service.identity.rules import OrganisationKind, Role
from service.web import forms, limits, problems, viewers

View = Callable[..., Any]
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Access:
    """How a route is classified."""

    who: str  # anyone | phone | desk | plant | bureau | operator
    scopes: frozenset[Kind]  # it works in one of these
    roles: frozenset[str] = field(default=frozenset())
    csrf: str = "token"  # token | origin (nobody is signed in, who could lend authority) | json (of no form)
    limit: str = limits.FREE  # stated by a decorator of `limits`


NOBODY = frozenset({Kind.PUBLIC, Kind.AUTH})  # opened by the page itself, with what the address shows
OF_A_PLANT = frozenset({Kind.ENTERPRISE})
OF_A_DESK = frozenset({Kind.ENTERPRISE, Kind.REGULATOR, Kind.PLATFORM, Kind.AUTH})
DESKS = {"desk", "plant", "bureau", "operator"}


def anyone(view: View) -> View:
    """A public page: it opens the public scope itself, with what the address shows."""
    return _guarded(view, Access("anyone", NOBODY, csrf="origin"), None, None)


def public_form(form: View) -> Callable[[View], View]:
    """What anybody may send; a refused form is shown again by `form`."""
    return lambda view: _guarded(view, Access("anyone", NOBODY, csrf="origin"), None, form)


def phone(form: View | None = None) -> Callable[[View], View]:
    """A page of whoever is signed in on this phone."""
    return lambda view: _guarded(view, Access("phone", OF_A_PLANT), _phone_viewer, form)


def api(view: View) -> View:
    """A JSON route of whoever is signed in on this phone: no page of another site can send such a body."""
    return _guarded(view, Access("phone", OF_A_PLANT, csrf="json"), _phone_viewer, None)


def desk(view: View) -> View:
    """A page of anybody signed in at a desk."""
    return _guarded(view, Access("desk", OF_A_DESK), _desk_viewer, None)


def own_account(form: View | None = None) -> Callable[[View], View]:
    """A page of anybody signed in at a desk about his own sign-ins, which are read before his own scope opens."""
    return lambda view: _guarded(view, Access("desk", OF_A_DESK), _own_viewer, form)


def plant(*roles: Role, form: View | None = None) -> Callable[[View], View]:
    """A page of the plant named in the address, for its people with one of these roles."""
    return lambda view: _guarded(view, Access("plant", OF_A_PLANT, frozenset(roles)), _plant_viewer, form)


def bureau(*roles: Role, form: View | None = None) -> Callable[[View], View]:
    """A page of the region named in the address, for a bureau's people with one of these roles there."""
    access = Access("bureau", frozenset({Kind.REGULATOR}), frozenset(roles))
    return lambda view: _guarded(view, access, _bureau_viewer, form)


def operator(form: View | None = None) -> Callable[[View], View]:
    access = Access("operator", frozenset({Kind.PLATFORM}), frozenset({Role.OPERATOR}))
    return lambda view: _guarded(view, access, _operator_viewer, form)


def _guarded(view: View, access: Access, find: Callable[..., Viewer] | None, form: View | None) -> View:
    """Guard a view; `find` is asked for its viewer with the values of the address, and is none on a public page."""
    access = replace(access, limit=getattr(view, "limit", access.limit))

    @wraps(view)
    def guarded(**values: Any) -> Any:
        g.access, g.has_form = access, form is not None
        viewer = g.viewer = find(**values) if find else None
        if request.method not in SAFE:
            forms.check_origin()
            if access.csrf == "token":
                forms.check_token()
        if viewer is None:
            return _run(view, form, Call(None, values))
        if viewer.scope.kind not in access.scopes:
            raise NoScope(f"{request.endpoint} does not work in a scope of {viewer.scope.kind}")
        with scope.opened(viewer.scope):
            refusal = _refusal(viewer, access)
            return _refused(refusal) if refusal else _run(view, form, Call(viewer, values))

    guarded.access = access  # type: ignore[attr-defined]
    guarded.page = getattr(view, "page", view)  # type: ignore[attr-defined]
    return guarded


class Call(NamedTuple):
    """What a view is called with: its viewer, None on a public page, and the values of the address."""

    viewer: Viewer | None
    values: Mapping[str, object]

    def of(self, view: View) -> Any:
        return view(**self.values) if self.viewer is None else view(self.viewer, **self.values)

    def read(self, view: View) -> Any:
        if self.viewer is None:
            return self.of(view)  # a public page opens its own scope
        with reading():
            return self.of(view)


def _run(view: View, form: View | None, call: Call) -> Any:
    if request.method in SAFE:
        return call.read(view)
    if form is None:
        return call.of(view)
    if forms.RESUME in request.form:
        forms.keep_typed()
        return call.read(form.page)  # type: ignore[attr-defined]
    try:
        return call.of(view)
    except Invalid as problem:
        forms.show_again(problem)
        return _shown_again(form, call, problem)
    except (Conflict, WrongState) as problem:
        if g.access.who not in DESKS:
            raise
        forms.show_beside(problem)
        return _shown_again(form, call, problem)


def _shown_again(form: View, call: Call, problem: Problem) -> Response:
    response = make_response(call.read(form.page))  # type: ignore[attr-defined]
    response.status_code = problem.status
    return response


def _refusal(viewer: Viewer, access: Access) -> NotAllowed | None:
    """Return why this viewer may not do this, naming whose it is, or None."""
    if not access.roles or viewer.roles & access.roles:
        return None
    whose = [Message(role.word) for role in Role if role in access.roles]
    return NotAllowed(Message(_("这里由%(roles)s办理，您的岗位没有这项权限；需要时请找他们"), roles=whose))


def _refused(refusal: NotAllowed) -> Response:
    """Show a page that is not his inside his own frame, so that he goes on from there; note what he tried to do."""
    if request.method in SAFE:
        with reading():
            return problems.in_frame(refusal, viewers.layout_of(_desk_member()))
    tried = str(request.endpoint)
    viewer: Viewer = g.viewer
    # Of his own organisation, whatever part of its area he was looking at.
    with scope.opened(Scope.enterprise(member_of(viewer))):
        retrying(lambda: note_refusal(viewer, tried))
    raise refusal


def member_of(viewer: Viewer) -> UUID:
    return existing(viewer.organisation_id)


def _desk_member(kind: OrganisationKind | None = None) -> Membership:
    member = viewers.at_desk()
    if member is None:
        raise NotSignedIn(_("请先登录"))
    if kind and member.organisation.kind is not kind:
        raise NotFound
    return member


def _desk_viewer(**_values: object) -> Viewer:
    """Return who is signed in; one whose every grant is over still sees his account, and signs out."""
    member = _desk_member()
    viewer = member.viewer(member.regions[0] if member.regions else "")
    return viewer or Viewer(
        Scope.auth(),
        organisation_id=member.organisation.id,
        organisation_name=member.organisation.name,
        person_id=member.person.id,
        name=member.person.name,
    )


def _own_viewer(**_values: object) -> Viewer:
    viewer = _desk_viewer()
    g.sign_ins = viewers.sign_ins()
    return viewer


def _plant_viewer(*, enterprise: UUID, **_values: object) -> Viewer:
    member = _desk_member(OrganisationKind.ENTERPRISE)
    if member.organisation.id != enterprise:
        raise NotFound
    return existing(member.viewer())


def _bureau_viewer(*, region: str, **_values: object) -> Viewer:
    member = _desk_member(OrganisationKind.BUREAU)
    if not _is_area(region):
        raise NotFound
    return existing(member.viewer(region))


def _operator_viewer(**_values: object) -> Viewer:
    return existing(_desk_member(OrganisationKind.PLATFORM).viewer())


def _phone_viewer(**_values: object) -> Viewer:
    member = viewers.on_phone()
    if member is None:
        raise NotSignedIn(_("请先在这台手机上登录"))
    return existing(member.viewer())


def _is_area(text: str) -> bool:
    try:
        area_range(text)
    except ValueError:
        return False
    return True


def as_public(opens: str = "", enterprise_id: UUID | None = None) -> AbstractContextManager[Scope]:
    """Open the public scope for what an address shows."""
    return scope.opened(Scope.public(opens, enterprise_id))


def let_go(_app: Flask, **_drawn: Any) -> None:
    """Nobody's transaction waits until a page is drawn: PostgreSQL ends those that idle for long."""
    end_reading()


def install(app: Flask) -> None:
    before_render_template.connect(let_go, app)

    @app.errorhandler(NotSignedIn)
    def to_sign_in(problem: NotSignedIn) -> Response | tuple[Response, int]:
        if request.method not in SAFE and g.has_form and g.access.who in DESKS:
            return problems.sign_in_again(problem)
        if request.method not in SAFE or request.path.startswith("/api/"):
            return problems.render(problem)
        return redirect(url_for(problems.sign_in_of(g.access), next=request.full_path.rstrip("?")), 303)  # type: ignore[return-value]
