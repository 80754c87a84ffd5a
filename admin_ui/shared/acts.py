"""A form of the desk does a verb: what came with it is taken in once nobody would refuse it, then the act is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from service.attachments import commands as attachments
from service.attachments.commands import Form as PhotoForm
from service.attachments.queries import waiting
from service.attachments.rules import Source
from service.core.acts.changes import Changes, Command
from service.core.acts.problems import NotFound, existing
from service.core.acts.verbs import undear
from service.core.db.transactions import db, reading, retrying
from service.core.forms import uploads, with_uploads
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from service.web import photos, viewers
from service.web.forms import note_received, sent, sent_act, sent_version


def take_photos(viewer: Viewer, enterprise_id: UUID, field: str, form_id: UUID) -> None:
    """Take in a form's photos before the act: a refused form has them still."""
    processed = photos.kept(field, anonymous=False)

    def receive() -> None:
        plant = existing(db.session.get(Enterprise, (enterprise_id, enterprise_id)))
        for upload in processed:
            attachments.receive(viewer, plant, PhotoForm(form_id, Source.DESK), upload)

    if processed:
        retrying(receive)
    with reading():
        note_received(field, len(waiting(viewer, form_id)))


@dataclass(frozen=True)
class Desk:
    """Where forms do the verbs of one table.

    case       reads a row with what guards look at
    commands   what is done, by the verb's name
    """

    change: Changes
    case: Callable[[Viewer, UUID], Any]
    commands: Mapping[str, Command]

    def move(self, viewer: Viewer, verb_id: str, row_id: UUID) -> Any:
        """Do a verb that the address of the row itself names; what names a part, or makes a row, has its own."""
        verb = self.change.verbs.rows.get(verb_id)
        if verb is None or verb.on_part or verb.makes:
            raise NotFound
        return self.perform(viewer, verb_id, row_id)

    def perform(self, viewer: Viewer, verb_id: str, row_id: UUID, **address: UUID) -> Any:
        """Do a verb as its form asks, and return what its command does.

        `address` names a part of the row. Raises NotFound where no form does it, Invalid and the guards' problems.
        """
        if verb_id not in self.change.verbs or not self.change.verbs[verb_id].button:
            raise NotFound
        verb, act = self.change.verbs[verb_id], sent_act()
        files = uploads(verb.data)
        with reading():
            case = self.case(viewer, row_id)
            if files:
                page = SimpleNamespace(**sent_version(), **address)
                self.change.refuse_outsider(verb_id, viewer, case, page, act)
            proof, plant = verb.step_up(case), case.row.enterprise_id
        for name in files.values():
            take_photos(viewer, plant, name, act.id)
        data = sent(verb.data, proof=verb.step_up is not undear, **address)
        if proof:
            viewer = viewers.step_up(viewer)

        def run() -> Any:
            taken = with_uploads(data, waiting(viewer, act.id)) if files else data
            return self.commands[verb_id](viewer, row_id, taken, act)

        return retrying(run)
