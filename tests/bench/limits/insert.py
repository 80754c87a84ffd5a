"""The limit of taking a record: Flask and psycopg, the body into one column by one statement, nothing checked."""

import os
import threading

import psycopg
from flask import Flask, Response, request

URL = os.environ["DATABASE_URL"].replace("postgresql+psycopg", "postgresql")
INSERT = "INSERT INTO bench_limit (id, body) VALUES (%s, %s)"
app = Flask(__name__)
own = threading.local()


@app.put("/api/v1/e/<uuid:enterprise>/records/<uuid:own_id>")
def put(enterprise: object, own_id: object) -> Response:
    connection = getattr(own, "connection", None)
    if connection is None:
        connection = own.connection = psycopg.connect(URL, autocommit=True)
    connection.execute(INSERT, (own_id, request.get_data(as_text=True)))
    return Response(b'{"stands":true}', 201, mimetype="application/json")
