"""The shipped pipeline, loaded once for all tests of this folder, and documents built by hand."""

import pytest

from annotations.pipeline.loader import Pipeline, load_pipeline


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    return load_pipeline()
