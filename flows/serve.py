"""The process that waits for the hour and runs the night: `python -m flows.serve`, started by `markhound schedule`."""

# ruff: noqa: E402 (Prefect reads its environment when it is imported)
from flows import prefect_defaults
from settings import Settings

prefect_defaults.apply(Settings().data_dir)

from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.nightly import nightly


def main() -> None:
    """Serves the nightly flow on the schedule of the settings until it is told to stop."""
    settings = Settings()
    nightly.serve(
        name="nightly",
        schedule=Cron(settings.schedule, timezone=settings.timezone),
        global_limit=1,  # a night that is late must not be overtaken by the next one
        entrypoint_type=EntrypointType.MODULE_PATH,  # a run imports the installed flow, wherever it was started
        print_starting_message=False,
    )


if __name__ == "__main__":
    main()
