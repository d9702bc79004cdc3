"""Where stages meet. Only modules named after a flow import Prefect; the rest runs without it."""
