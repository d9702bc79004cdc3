"""leads.xlsx and leads.csv: the leads as a table, for spreadsheets."""

from exports.case import Case
from exports.formats import table_csv, table_xlsx
from exports.part import Bench, Part

FILES = {"leads.xlsx": table_xlsx.write, "leads.csv": table_csv.write}


def write(case: Case, bench: Bench) -> list[str]:
    """Writes both."""
    for name, form in FILES.items():
        with (bench.folder / name).open("wb") as file:
            form((item.lead for item in case.items), file)
    bench.tell(len(case.items))
    return list(FILES)


PART = Part("tables", write)
