"""The database, the rights in it, and the indexes that matching makes of them."""

from cli.checks.finding import DoubtfulError, Look
from cli.output import VerbError


def database(look: Look) -> str:
    """It answers, and has the schema of this version."""
    from migrations.upgrade import newest

    counts = look.open_house().leads.counts()
    return f"schema {newest()}; " + ", ".join(f"{number} {state.value}" for state, number in counts.items())


def registry(look: Look) -> str:
    """There are rights to compare with."""
    registers = look.house.registry.registers()
    if not registers:
        raise VerbError("no rights yet; run `markhound registry import FILE`")
    return ", ".join(f"{r.name}: {r.rights:,} rights of {r.imported_at:%Y-%m-%d}" for r in registers)


def freshness(look: Look) -> str:
    """Each register has changed within the time that is expected of it."""
    from flows.tell import register_ages, stale_sentence

    ages = register_ages(look.house, look.now)
    stale = [stale_sentence(one, "en") for one in ages if one.stale]
    if stale:
        raise DoubtfulError(" ".join(stale))
    return ", ".join(f"{one.register}: {one.age_days} day(s)" for one in ages)


def index(look: Look) -> str:
    """The state of the registry that is in force is compiled, by this version's methods, and can be opened."""
    from flows.rights_file import RightsFile
    from flows.snapshots import snapshot_path

    registers = look.house.registry.registers()
    rights = sum(one.rights for one in registers)
    if not rights:
        return "nothing to compile yet"
    path = snapshot_path(look.house, registers)
    versions = ", ".join(f"{one.name}@{one.version}" for one in registers)
    if not path.exists():
        raise DoubtfulError(
            f"no index of {versions} by this version's methods; the next scan makes it, which takes longer"
        )
    try:
        compiled = RightsFile(path)
        found, pictures = len(compiled), compiled.pictures_id
    except (OSError, ValueError) as error:
        raise VerbError(
            f"the index {path} is damaged ({error}); delete that folder, the next scan makes it anew"
        ) from error
    if found != rights:
        raise VerbError(f"the index {path} has {found:,} rights and the registry {rights:,}; delete that folder")
    return f"{versions}: {found:,} rights, pictures {pictures[:8]}"


def scorer(look: Look) -> str:
    """The scorer that is to be in force can be read."""
    from matching.scorers import in_force

    return in_force(look.settings.data_dir, look.settings.scorer).name
