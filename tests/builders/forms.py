"""What the form of a verb sends, from what a test says of it."""

from dataclasses import fields as members
from typing import Any

from service.core.acts.changes import Command
from service.enforcement.commands import registry
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT

TABLES = {
    VISIT: registry.VISIT_COMMANDS,
    ORDER: registry.ORDER_COMMANDS,
    REINSPECTION: registry.REINSPECTION_COMMANDS,
}
FORMS = {
    command: verbs[verb].data for verbs, commands in TABLES.items() for verb, command in commands.items()
}


def form(command: Command, **facts: Any) -> Any:
    """What the form of a command's verb sends; what it does not ask for is left out."""
    kind = FORMS[command]
    asked = {member.name for member in members(kind)}
    return kind(**{name: value for name, value in facts.items() if name in asked})
