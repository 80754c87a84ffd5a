"""What gunicorn takes from the directory it is started in, whoever starts it, before its command line."""

worker_class = "service.web.serving.worker.Worker"
