"""What Prefect must be told before it is imported: no telemetry, its files under the data folder, patient start.

Each variable stays as the operator set it. The same defaults for Prefect's own commands stand in prefect.toml.
"""

import os
from collections.abc import Mapping
from pathlib import Path

DEFAULTS = {
    # Without these, importing Prefect or opening its page looks up the hosts of an analytics company.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    # The first start writes Prefect's whole schema, which takes longer than its own patience of 20 s.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    # One task run recorded a time would lag behind a night of many sources.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
}


def environment(data_dir: Path, known: Mapping[str, str]) -> dict[str, str]:
    """The variables to add to an environment: the defaults that it does not set itself."""
    wanted = {**DEFAULTS, "PREFECT_HOME": str(data_dir.absolute() / "prefect")}
    return {name: value for name, value in wanted.items() if name not in known}


def apply(data_dir: Path) -> None:
    """Sets them for this process and its children."""
    os.environ.update(environment(data_dir, os.environ))
