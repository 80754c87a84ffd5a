"""Step-up: what is dear is done by who gave the password within the last minutes."""

from datetime import timedelta

from service.core import clock
from service.core.acts.problems import NotAllowed, _
from service.core.tenancy.viewer import Viewer

PROOF_LASTS = timedelta(minutes=5)  # a fresh password counts this long where one is asked for


def require_recent_password(viewer: Viewer) -> None:
    """Raise NotAllowed unless the viewer gave his password within the last minutes: an open desk is not a person."""
    if clock.now().timestamp() - viewer.proven_at > PROOF_LASTS.total_seconds():
        raise NotAllowed(_("为确认是您本人，请输入您的登录密码"), code="PROOF_NEEDED")
