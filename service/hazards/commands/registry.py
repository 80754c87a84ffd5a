"""The command of each verb: whoever takes one by the verb's name takes it here, where all of them have been read."""

from service.hazards.commands import accepting, grading, rectifying
from service.hazards.commands.changing import change

COMMANDS = change.complete(accepting, grading, rectifying)
