"""The loop, lived through."""

import pytest

pytest.register_assert_rewrite("tests.loop")
