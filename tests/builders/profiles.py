"""The two printed tables, written out for the tests: they must not follow a change of the shipped data."""

from service.risks.profiles import Profile


def _profile(code, ls_bounds, consequence, variants):
    ls = zip(("major", "considerable", "general", "low"), ls_bounds, strict=True)
    return Profile.from_dict(
        {
            "code": code,
            "version": "2016",
            "body": {
                "ls": {
                    "likelihood": ["5", "4", "3", "2", "1"],
                    "severity": ["5", "4", "3", "2", "1"],
                    "bands": [{"level": level, "at_least": bound} for level, bound in ls],
                },
                "lec": {
                    "likelihood": ["10", "6", "3", "1", "0.5", "0.2", "0.1"],
                    "exposure": ["10", "6", "3", "2", "1", "0.5"],
                    "consequence": consequence,
                    "consequence_variants": variants,
                    "bands": [
                        {"level": "major", "above": "320"},
                        {"level": "considerable", "above": "160"},
                        {"level": "general", "at_least": "70"},
                        {"level": "low", "at_least": "20", "inner_grade": "D"},
                        {"level": "low", "above": "0", "inner_grade": "E"},
                    ],
                },
            },
        }
    )


SD_DB37 = _profile("SD_DB37", ("20", "15", "9", "1"), ["100", "40", "15", "7", "2", "1"], ["3"])
ALT_7_12_16 = _profile("ALT_7_12_16", ("17", "13", "8", "1"), ["100", "40", "15", "7", "3", "1"], ["2"])
