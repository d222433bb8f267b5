"""Gunicorn's settings: `gunicorn portal.wsgi --config python:portal.gunicorn`.

The environment may say more: WEB_CONCURRENCY (processes), GUNICORN_CMD_ARGS (anything).
"""

from portal.logs import configuration

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = 2  # processes: one per core is enough, threads wait for the database
threads = 4  # per process
timeout = 60  # seconds: longer than the longest upload over a telephone takes to be read
graceful_timeout = 30  # seconds
keepalive = 5  # seconds: the proxy keeps its connections
# Not preloaded: a process that starts alone can be replaced alone, on new code.
preload_app = False
control_socket_disable = True  # systemd or the container starts and stops it
accesslog = None  # portal.request_log writes one line per request, without its address
logconfig_dict = configuration() | {
    "loggers": {
        **configuration()["loggers"],
        "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
        "gunicorn.access": {"handlers": [], "propagate": False},
    }
}
