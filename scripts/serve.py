"""How gunicorn serves one machine: the application is loaded once, brought up to date, and then forked.

Until the database is migrated and the demo world stands, the port does not answer.
"""

import gc
from typing import TYPE_CHECKING

from service.commands_line import migrate, seed_demo
from service.core.db.transactions import let_go

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

workers = 2
threads = 4
worker_class = "service.web.serving.worker.Worker"
loglevel = "warning"
control_socket_disable = True
preload_app = True

gc.disable()  # what is imported stays: looking through it again and again takes a third of the start


def on_starting(arbiter: "Arbiter") -> None:
    app = arbiter.app.wsgi()
    with app.app_context():
        migrate.main([], standalone_mode=False)
        if app.config["SETTINGS"].demo:
            seed_demo.main([], standalone_mode=False)
        let_go()  # no connection is shared by those who fork
    gc.freeze()
    gc.enable()
